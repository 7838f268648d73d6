package io.bindery.packager.job;

import io.bindery.platform.tracing.EndedSpan;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.ShortSpan;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The spans of one package: of each job from its acceptance on, and of the steps of its attempts.
 */
final class JobSpans {
  private final Spans spans;

  JobSpans(Spans spans) {
    this.spans = spans;
  }

  /** Where what is done for a job belongs in a trace. */
  static Optional<TraceContext> trace(Job job) {
    return job.span().map(OpenSpan::context);
  }

  /** Begins the span of a step. */
  ShortSpan begin(String step, Job job) {
    return spans.begin(
        step, trace(job), Map.of("bindery.job.id", job.id(), "bindery.job.attempt", job.attempt()));
  }

  /** Begins the span of the sending of a revision's event. */
  ShortSpan publish(Job job) {
    return spans.begin(
        "publish package-revision",
        EndedSpan.Kind.PRODUCER,
        trace(job),
        Map.of(
            "messaging.system", "aws.eventbridge",
            "messaging.operation.type", "send",
            "messaging.operation.name", "publish",
            "messaging.destination.name", "package-revision",
            "bindery.job.id", job.id()));
  }

  /**
   * The journal holds events of a job: with its end its span ends.
   *
   * @param job before them
   */
  void happened(Job job, List<PackageEvent> events) {
    job.span()
        .ifPresent(
            span ->
                events.stream()
                    .filter(PackageEvent.Ending.class::isInstance)
                    .map(PackageEvent.Ending.class::cast)
                    .filter(event -> event.jobId().equals(job.id()))
                    .forEach(event -> end(job, span, event)));
  }

  private void end(Job job, OpenSpan span, PackageEvent.Ending event) {
    var meant = job.parsed();
    var attributes = new HashMap<String, Object>();
    attributes.put("bindery.job.id", job.id());
    attributes.put("bindery.job.outcome", event.end().word());
    attributes.put("bindery.job.attempt", job.attempt());
    attributes.put("bindery.package.registry", meant.registry());
    attributes.put("bindery.package.name", meant.name().value());
    job.assembled()
        .ifPresent(
            made -> {
              attributes.put("bindery.package.top_hash", made.topHash());
              attributes.put("bindery.package.files", made.files());
              attributes.put("bindery.package.bytes", made.bytes());
            });
    spans.end(
        new EndedSpan(
            "job",
            EndedSpan.Kind.INTERNAL,
            span,
            job.acceptedAt(),
            event.at(),
            attributes,
            event instanceof PackageEvent.JobFailed failed
                ? Optional.of(failed.reason())
                : Optional.empty()));
  }
}
