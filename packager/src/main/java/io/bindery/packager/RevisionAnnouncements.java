package io.bindery.packager;

import io.bindery.packager.gateway.FileGateways;
import io.bindery.packager.quarantine.Resolver;
import io.bindery.packager.registry.RevisionEvent;
import io.bindery.platform.bus.EventBus;
import io.bindery.platform.bus.Unnoted;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.manifest.TopHash;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells others of new revisions: the bus, and the file shares that show what was packaged. */
final class RevisionAnnouncements {
  private final EventBus bus;
  private final FileGateways gateways;

  /** By job: the journal may fail with a package whose event is put. */
  private final Unnoted unnoted = new Unnoted();

  RevisionAnnouncements(EventBus bus, FileGateways gateways) {
    this.bus = bus;
    this.gateways = gateways;
  }

  /**
   * Tells of a revision that a job made.
   *
   * @return the event's id on the bus; the same one until {@link #noted} is called for the job
   */
  CompletionStage<String> created(
      String jobId,
      PackageDescription description,
      TopHash topHash,
      Instant at,
      Optional<TraceContext> trace) {
    var event =
        RevisionEvent.created(description.registry(), description.name(), topHash, at, trace);
    return unnoted.send(
        jobId, () -> gateways.packaged(description).thenCompose(asked -> bus.put(event)));
  }

  /** The journal has that the revision of a job was told of. */
  void noted(String jobId) {
    unnoted.noted(jobId);
  }

  /**
   * Tells of the revision that marks a package in quarantine as resolved or dismissed.
   *
   * @return the event's id on the bus
   */
  CompletionStage<String> released(Resolver.Ended ended, TopHash made) {
    // The key is that of one revision: no further one can be taken for it.
    return unnoted.send(
        "%s %s %d %s".formatted(ended.quarantine(), ended.name(), ended.second(), made),
        () ->
            bus.put(
                RevisionEvent.created(
                    ended.quarantine(), ended.name(), made, Instant.now(), Optional.empty())));
  }
}
