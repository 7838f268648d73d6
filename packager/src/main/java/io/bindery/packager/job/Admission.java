package io.bindery.packager.job;

import io.bindery.packager.job.PackageCommand.Accept;
import io.bindery.packager.job.PackageCommand.Accepted;
import io.bindery.packager.job.PackageCommand.Answer;
import io.bindery.packager.job.PackageCommand.Busy;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.DescriptionCoalesced;
import io.bindery.platform.tracing.OpenSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a description that comes.
 *
 * @param events to be journaled before the answer is given
 */
record Admission(List<PackageEvent> events, Answer answer) {

  /** A message that was seen before has no effect, and equal jobs that wait are one. */
  static Admission of(PackageState state, Accept accept, PackageLimits limits, Instant now) {
    var identity = JobId.of(accept.messageId(), accept.description());
    var known = state.recent().get(identity);
    if (known != null) {
      return new Admission(List.of(), new Accepted(known));
    }
    var same = state.waitingFor(accept.description());
    if (same.isPresent()) {
      var id = same.get().id();
      return new Admission(
          List.of(
              new DescriptionCoalesced(
                  id,
                  identity,
                  accept.messageId(),
                  now,
                  accept.batches(),
                  accept.retryOf(),
                  same.get().span().filter(OpenSpan::isFull).isPresent()
                      ? Optional.empty()
                      : accept.span(),
                  accept.intent())),
          new Accepted(id));
    }
    if (state.waiting().size() >= limits.waiting()) {
      return new Admission(
          List.of(), new Busy("%d jobs of this package wait already".formatted(limits.waiting())));
    }
    var events = new ArrayList<PackageEvent>();
    events.add(
        new DescriptionAccepted(
            identity,
            accept.messageId(),
            accept.description(),
            now,
            accept.by(),
            accept.batches(),
            accept.retryOf(),
            accept.span(),
            accept.intent()));
    if (state.active().isEmpty()) {
      events.add(new AssemblyStarted(identity, 1, now));
    }
    return new Admission(events, new Accepted(identity));
  }
}
