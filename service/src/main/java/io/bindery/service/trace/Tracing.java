package io.bindery.service.trace;

import io.bindery.service.trace.Trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a trace of what was found out. */
final class Tracing {
  private Tracing() {}

  static Trace of(Facts facts) {
    var noticed = NoticeSteps.of(facts);
    var steps = new ArrayList<Step>(noticed.steps());
    var packaged = packaged(facts, noticed.end());
    packaged.ifPresent(way -> steps.addAll(way.steps()));
    var end = packaged.map(PackageSteps.Way::end).or(noticed::end).orElseThrow();
    return new Trace(
        facts.uri().withoutVersion().toString(),
        facts.uri().versionId(),
        end.status(),
        end.words(),
        end.wayOut(),
        steps,
        facts.stored(),
        facts.batch(),
        facts.jobs(),
        notes(facts));
  }

  /** A way that ended before still leads to a package if somebody had the folder packaged. */
  private static Optional<PackageSteps.Way> packaged(Facts facts, Optional<Conclusion> noticed) {
    if (noticed.isEmpty()) {
      return Optional.of(PackageSteps.of(facts).orElseGet(() -> PackageSteps.noJob(facts)));
    }
    var status = noticed.get().status();
    return PackageSteps.isHeld(facts)
            || status == Trace.Status.RECORDED
            || status == Trace.Status.UNKNOWN
        ? PackageSteps.of(facts)
        : Optional.empty();
  }

  private static List<String> notes(Facts facts) {
    var notes = new ArrayList<String>();
    facts.batch().ifPresent(batch -> notes.addAll(batch.notes()));
    if (!facts.trace().recordings().isEmpty()) {
      facts
          .trace()
          .rule()
          .ignoredBy()
          .ifPresent(pattern -> notes.add("by now such a key is ignored by " + pattern));
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
    facts.jobs().forEach(job -> job.warnings().forEach(notes::add));
    notes.addAll(facts.warnings());
    return notes.stream().distinct().toList();
  }
}
