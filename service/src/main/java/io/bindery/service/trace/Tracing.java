package io.bindery.service.trace;

import io.bindery.router.source.FolderEvent;
import io.bindery.router.source.SeenEvent;
import io.bindery.service.trace.Trace.Status;
import io.bindery.service.trace.Trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a trace of what was found out. */
final class Tracing {
  private Tracing() {}

  static Trace of(Facts facts) {
    var noticed = NoticeSteps.of(facts);
    var steps = new ArrayList<Step>(noticed.steps());
    var packaged = packaged(facts, noticed.end());
    packaged.ifPresent(way -> steps.addAll(way.steps()));
    var before =
        packaged
            .map(PackageSteps.Way::end)
            .or(() -> noticed.end().map(end -> withOtherJob(facts, end, steps)))
            .orElseThrow();
    steps.addAll(Publishing.steps(facts));
    var end = Publishing.end(facts, before);
    return new Trace(
        facts.uri().withoutVersion().toString(),
        facts.uri().versionId(),
        end.status(),
        end.words(),
        end.wayOut(),
        end.rule(),
        steps,
        facts.stored(),
        facts.batch(),
        facts.jobs(),
        facts.carriers().publications(),
        notes(facts));
  }

  /** A way that ended before still leads to a package if somebody had the folder packaged. */
  private static Optional<PackageSteps.Way> packaged(Facts facts, Optional<Conclusion> noticed) {
    if (noticed.isEmpty()) {
      return Optional.of(PackageSteps.of(facts).orElseGet(() -> PackageSteps.noJob(facts)));
    }
    var status = noticed.get().status();
    boolean anotherWay =
        switch (status) {
          // A source, or a person, had its folder packaged without its notice.
          case NOT_WATCHED, IGNORED, NO_NOTICE, RECORDED, UNKNOWN -> true;
          default -> PackageSteps.isHeld(facts);
        };
    return anotherWay ? PackageSteps.of(facts) : Optional.empty();
  }

  /**
   * While its batch waits, a source or a person may have had its folder packaged, without success
   * or without it: whoever looks for the file has to know that.
   */
  private static Conclusion withOtherJob(Facts facts, Conclusion waits, List<Step> steps) {
    if (waits.status() != Status.OPEN && waits.status() != Status.CLOSED) {
      return waits;
    }
    return PackageSteps.of(facts)
        .map(
            way -> {
              steps.addAll(way.steps());
              return new Conclusion(
                  waits.status(),
                  "%s Something else had its folder packaged meanwhile. %s"
                      .formatted(waits.words(), way.end().words()),
                  Optional.of(
                      Stream.concat(waits.wayOut().stream(), way.end().wayOut().stream())
                          .map(sentence -> sentence.replaceAll("[.]$", ""))
                          .collect(Collectors.joining(". "))),
                  waits.rule().or(way.end()::rule));
            })
        .orElse(waits);
  }

  /** What a source made of an event about a folder of the object. */
  private static String words(FolderEvent of) {
    var event = of.event();
    var asks = "source %s asks for a package of %s".formatted(of.source(), of.prefix());
    return switch (event.state()) {
      case WAITING ->
          "%s when the folder has come to rest%s"
              .formatted(asks, event.dueAt().map(at -> ", at " + JobWords.at(at)).orElse(""));
      case SENT ->
          "source %s asked for a package of %s%s"
              .formatted(
                  of.source(),
                  of.prefix(),
                  event.sentAt().map(at -> " on " + JobWords.at(at)).orElse(""));
      case MERGED -> asks + " by another event, which this one joined";
      case NOTED ->
          "source %s makes nothing of an event about %s%s"
              .formatted(of.source(), of.prefix(), reason(event));
      case FAILED ->
          "source %s could not ask for a package of %s%s: see the dead letters"
              .formatted(of.source(), of.prefix(), reason(event));
    };
  }

  private static String reason(SeenEvent event) {
    return event.words().map(": "::concat).orElse("");
  }

  private static List<String> notes(Facts facts) {
    var notes = new ArrayList<String>();
    facts.batch().ifPresent(batch -> notes.addAll(batch.notes()));
    if (!facts.trace().recordings().isEmpty()) {
      facts
          .trace()
          .rule()
          .ignoredBy()
          .ifPresent(by -> notes.add("by now such a key is ignored by " + by.words()));
      facts
          .trace()
          .last()
          .filter(last -> facts.trace().rule().watched())
          .filter(last -> !last.prefix().equals(facts.trace().rule().prefix()))
          .ifPresent(
              last ->
                  notes.add(
                      "by now such a key belongs to the batch of "
                          + facts.trace().rule().prefix()));
    }
    facts.sourceEvents().stream().map(Tracing::words).forEach(notes::add);
    facts.jobs().forEach(job -> job.warnings().forEach(notes::add));
    if (!facts.carriers().complete()) {
      notes.add(
          "not all lists of publications were looked into: there are too many, or they are too"
              + " long; see bindery publications");
    }
    notes.addAll(facts.warnings());
    return notes.stream().distinct().toList();
  }
}
