package io.bindery.service.trace;

import static io.bindery.service.trace.JobWords.at;
import static io.bindery.service.trace.Trace.StepState.DONE;
import static io.bindery.service.trace.Trace.StepState.ENDED;
import static io.bindery.service.trace.Trace.StepState.UNKNOWN;
import static io.bindery.service.trace.Trace.StepState.WAITING;

import io.bindery.quilt.s3.S3Uri;
import io.bindery.router.operator.Explanation;
import io.bindery.router.trace.ObjectTrace;
import io.bindery.router.trace.ObjectTrace.Ignored;
import io.bindery.router.trace.ObjectTrace.Recording;
import io.bindery.service.trace.Trace.Status;
import io.bindery.service.trace.Trace.Step;
import io.bindery.service.trace.Trace.StepName;
import io.bindery.service.trace.Trace.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way of an object from S3 to the announcement of its batch. */
final class NoticeSteps {
  private static final String ROOT = "root";
  private static final String IGNORE_PREFIXES = "ignore-prefixes";

  /** S3 and EventBridge deliver a notice within seconds, and nearly always within this time. */
  private static final Duration ON_ITS_WAY = Duration.ofMinutes(2);

  private final Facts facts;
  private final ObjectTrace trace;
  private final List<Step> steps = new ArrayList<>();
  private Optional<Conclusion> end = Optional.empty();

  private NoticeSteps(Facts facts) {
    this.facts = facts;
    this.trace = facts.trace();
  }

  /**
   * These steps.
   *
   * @param end where the way ended, or waits, before the packager had part in it
   */
  record Way(List<Step> steps, Optional<Conclusion> end) {}

  static Way of(Facts facts) {
    var way = new NoticeSteps(facts);
    way.object();
    way.notice();
    return new Way(List.copyOf(way.steps), way.end);
  }

  private void add(StepName name, StepState state, Optional<Instant> at, String words) {
    steps.add(new Step(name, state, at, words));
  }

  private void end(Conclusion conclusion) {
    end = Optional.of(conclusion);
  }

  private void object() {
    if (facts.stored().isEmpty()) {
      add(
          StepName.OBJECT,
          UNKNOWN,
          Optional.empty(),
          "S3 could not be asked: " + facts.notAsked().orElse("there was no answer"));
      return;
    }
    var stored = facts.stored().get();
    if (stored.exists()) {
      add(
          StepName.OBJECT,
          DONE,
          stored.lastModified(),
          "in S3, %s%s"
              .formatted(
                  bytes(stored.size().orElse(0L)),
                  stored.versionId().map(id -> ", version " + id).orElse(", without a version")));
    } else {
      add(
          StepName.OBJECT,
          trace.recordings().isEmpty() ? ENDED : DONE,
          Optional.empty(),
          facts.uri().versionId().isPresent()
              ? "S3 has no such version now"
              : "S3 has no such object now");
    }
  }

  private static String bytes(long size) {
    return size == 1 ? "1 byte" : size + " bytes";
  }

  private void notice() {
    var last = trace.last();
    if (last.isPresent()) {
      recorded(last.get());
    } else if (!trace.rule().watched()) {
      notWatched();
    } else if (trace.rule().ignoredBy().isPresent()) {
      ignored(trace.rule().ignoredBy().get());
    } else if (trace.complete()) {
      neverCame();
    } else {
      beyondJournal();
    }
  }

  private void recorded(Recording last) {
    var words =
        new StringBuilder(
            last.deleted()
                ? "that it was deleted is recorded"
                : last.reconciled() ? "recorded by a reconciliation" : "recorded");
    words.append(", for the batch of ").append(folder(last.prefix())).append(depth(last.prefix()));
    int notices = trace.recordings().size();
    if (notices > 1) {
      words.append("; the newest of %d notices of it".formatted(notices));
    }
    add(StepName.NOTICE, DONE, Optional.of(last.recordedAt()), words.toString());
    if (last.fate() instanceof ObjectTrace.Discarded discarded) {
      add(
          StepName.BATCH,
          ENDED,
          Optional.of(discarded.at()),
          "%s discarded the batch".formatted(discarded.by()));
      end(
          Conclusion.of(
                  Status.DISCARDED,
                  "%s discarded its batch on %s: it was never announced."
                      .formatted(discarded.by(), at(discarded.at())),
                  "Package the folder with: bindery package " + uri(last.prefix()))
              .by(EndRule.of(EndRule.Kind.ORDER, "discard", discarded.by())));
    } else if (last.fate() instanceof ObjectTrace.Open) {
      open();
    } else {
      closed();
    }
  }

  private void open() {
    var words = facts.batch().map(Explanation::words).orElse("open");
    add(StepName.BATCH, WAITING, Optional.empty(), words);
    end(
        Conclusion.of(
            Status.OPEN,
            "Its batch is open: %s.".formatted(words),
            "To close it now: bindery flush "
                + trace
                    .last()
                    .map(Recording::prefix)
                    .map(this::uri)
                    .orElseGet(() -> uri(trace.rule().prefix()))));
  }

  private void closed() {
    if (facts.closed().isEmpty()) {
      add(StepName.BATCH, UNKNOWN, Optional.empty(), "closed, and not in the tables any more");
      end(
          Conclusion.of(
              Status.RECORDED,
              "Its batch was closed so long ago that the tables have forgotten it.",
              "See what the package holds: bindery log and bindery diff."));
      return;
    }
    var batch = facts.batch().orElseThrow();
    var closed = facts.closed().get();
    add(
        StepName.BATCH,
        DONE,
        Optional.of(closed.closedAt()),
        "%s (batch %s)".formatted(batch.words(), closed.batchId()));
    announced(closed);
  }

  private void announced(Explanation.Closed closed) {
    var waiting =
        closed.announcements().stream()
            .filter(one -> one.announcedAt().isEmpty())
            .map(Explanation.Announced::target)
            .toList();
    var told =
        closed.announcements().stream()
            .filter(one -> one.announcedAt().isPresent())
            .map(one -> "%s at %s".formatted(one.target(), at(one.announcedAt().get())))
            .toList();
    if (waiting.isEmpty()) {
      add(
          StepName.ANNOUNCEMENT,
          DONE,
          closed.announcedAt(),
          told.isEmpty() ? "announced" : "announced to " + String.join(", ", told));
      return;
    }
    var words =
        "%snot confirmed yet by %s"
            .formatted(
                told.isEmpty() ? "" : "announced to %s; ".formatted(String.join(", ", told)),
                String.join(", ", waiting));
    add(StepName.ANNOUNCEMENT, WAITING, Optional.empty(), words);
    end(
        Conclusion.of(
            Status.CLOSED,
            "Its batch is closed; its announcement is %s.".formatted(words),
            "Nothing is lost, it is repeated. bindery status says what is wrong with the target."));
  }

  private void notWatched() {
    var bucket = facts.uri().bucket();
    boolean dropped = trace.rule().dropped();
    add(
        StepName.NOTICE,
        ENDED,
        Optional.empty(),
        "bucket %s is not watched: its notices %s"
            .formatted(bucket, dropped ? "are dropped" : "go to the dead-letter queue"));
    end(
        Conclusion.of(
                Status.NOT_WATCHED,
                "Bucket %s is not watched, so that nothing becomes of its notices."
                    .formatted(bucket),
                "Add it to bindery.router.buckets, and %srecord its objects with: bindery reconcile s3://%s/"
                    .formatted(
                        dropped ? "" : "move its notices back from the dead-letter queue, or ",
                        bucket))
            .by(
                EndRule.of(
                    EndRule.Kind.UNKNOWN_BUCKET,
                    "bindery.router.on-unknown-bucket",
                    dropped ? "ignore" : "reject")));
  }

  private void ignored(Ignored by) {
    add(StepName.NOTICE, ENDED, Optional.empty(), "never counts: ignored by " + by.words());
    var words = "It is ignored by %s.".formatted(by.words());
    end(
        switch (by.as()) {
          case OWN_FILE ->
              Conclusion.of(
                      Status.IGNORED, words, "Nothing: what is to be packaged lies elsewhere.")
                  .by(EndRule.of(EndRule.Kind.OWN_FILES, ".bindery/ and .quilt/"));
          case ROOT ->
              Conclusion.of(
                      Status.IGNORED,
                      words,
                      "If it should count, put it into a folder, or change %s."
                          .formatted(PolicyPlace.of(facts.policy(), ROOT)))
                  .by(
                      EndRule.of(
                          EndRule.Kind.ROOT, PolicyPlace.of(facts.policy(), ROOT), "ignore"));
          case PREFIX ->
              Conclusion.of(
                      Status.IGNORED,
                      words,
                      "If it should count, change %s. A package of a folder above it holds it nevertheless."
                          .formatted(PolicyPlace.of(facts.policy(), IGNORE_PREFIXES)))
                  .by(
                      EndRule.of(
                          EndRule.Kind.IGNORE_PREFIX,
                          PolicyPlace.of(facts.policy(), IGNORE_PREFIXES),
                          by.words()));
        });
  }

  /** By which depth it belongs to the folder that it is recorded for. */
  private String depth(String prefix) {
    var rule = trace.rule();
    if (!prefix.equals(rule.prefix())) {
      return "";
    }
    return rule.override()
        .map(
            override -> " (prefix-depth = %d of the rule for %s)".formatted(rule.depth(), override))
        .orElseGet(() -> " (prefix-depth = %d)".formatted(rule.depth()));
  }

  private void neverCame() {
    if (!facts.exists() && facts.stored().isPresent()) {
      add(StepName.NOTICE, ENDED, Optional.empty(), "no notice of it was recorded");
      end(
          Conclusion.of(
              Status.NO_OBJECT,
              "S3 has no such object, and no notice of one was recorded.",
              "Look at the spelling of the key. In the URI, %, ? and # are written %25, %3F and"
                  + " %23."));
      return;
    }
    var written = facts.stored().flatMap(Trace.StoredObject::lastModified);
    boolean recent = written.filter(at -> at.plus(ON_ITS_WAY).isAfter(facts.now())).isPresent();
    add(
        StepName.NOTICE,
        recent ? WAITING : ENDED,
        Optional.empty(),
        recent
            ? "no notice of it is recorded yet; it was written a moment ago"
            : "no notice of it was recorded");
    var words =
        "No notice of it was recorded%s."
            .formatted(
                written
                    .map(at -> ", although S3 has it since " + at(at))
                    .orElse(", and S3 could not be asked whether there is such an object"));
    end(
        Conclusion.of(
            Status.NO_NOTICE,
            recent ? words.replace("was recorded", "is recorded yet") : words,
            "If it was written before its bucket was watched, or its notice was lost, record it"
                + " with: bindery reconcile "
                + uri(trace.rule().prefix())));
  }

  private void beyondJournal() {
    if (facts.closed().isPresent()) {
      add(
          StepName.NOTICE,
          DONE,
          Optional.empty(),
          "not in the journal any more; by its time it is in the batch below");
      closed();
      return;
    }
    boolean remembered = trace.remembered().orElse(false);
    add(
        StepName.NOTICE,
        remembered ? DONE : UNKNOWN,
        Optional.empty(),
        remembered
            ? "recorded, at a time that is not known any more"
            : "not known any more: the journal of its folder is cleaned up, or too long to be"
                + " read");
    end(
        Conclusion.of(
            remembered ? Status.RECORDED : Status.UNKNOWN,
            remembered
                ? "It was recorded, and it is not known any more in which batch."
                : "It is not known any more whether a notice of it was recorded.",
            "bindery batches --bucket=%s --state=announced lists what was announced; bindery reconcile %s records what is missing."
                .formatted(facts.uri().bucket(), uri(trace.rule().prefix()))));
  }

  private static String folder(String prefix) {
    return prefix.isEmpty() ? "the bucket's root" : prefix;
  }

  private String uri(String prefix) {
    return S3Uri.of(facts.uri().bucket(), prefix).toString();
  }
}
