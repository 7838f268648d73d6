package io.bindery.exchange.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.exchange.publication.JobEnd;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.PublicationState;
import io.bindery.exchange.publication.Publications;
import io.bindery.platform.journal.Committed;
import io.bindery.platform.telemetry.Meters;
import java.util.Arrays;

/** Counts what has happened to publications. */
final class PublicationMeters {
  private final Meters meters;

  private PublicationMeters(Meters meters) {
    this.meters = meters;
  }

  static void start(ActorSystem<?> system) {
    var meters = Meters.get(system);
    Arrays.stream(PublicationState.values())
        .filter(PublicationState::hasEnded)
        .forEach(state -> meters.publicationsEnded(state.word()));
    Arrays.stream(JobEnd.values()).forEach(end -> meters.exchangeJobsEnded(end.word()));
    PublicationGauges.start(system, meters);
    var publications = new PublicationMeters(meters);
    Committed.get(system)
        .listen(
            Publications.ENTITY_TYPE,
            PublicationEvent.class,
            written -> publications.count(written.event()));
  }

  private void count(PublicationEvent event) {
    if (event instanceof PublicationEvent.JobEnded job) {
      meters.exchangeJobsEnded(job.how().word()).increment();
    } else if (event instanceof PublicationEvent.Ending ending) {
      meters.publicationsEnded(state(ending).word()).increment();
    }
  }

  private static PublicationState state(PublicationEvent.Ending ending) {
    if (ending instanceof PublicationEvent.Published) {
      return PublicationState.PUBLISHED;
    }
    if (ending instanceof PublicationEvent.Unchanged) {
      return PublicationState.UNCHANGED;
    }
    if (ending instanceof PublicationEvent.Refused) {
      return PublicationState.REFUSED;
    }
    if (ending instanceof PublicationEvent.Cancelled) {
      return PublicationState.CANCELLED;
    }
    return ending instanceof PublicationEvent.Revoked
        ? PublicationState.REVOKED
        : PublicationState.FAILED;
  }
}
