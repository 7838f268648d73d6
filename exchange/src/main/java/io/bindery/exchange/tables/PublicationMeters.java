package io.bindery.exchange.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.exchange.publication.Ending;
import io.bindery.exchange.publication.JobEnd;
import io.bindery.exchange.publication.JobEvent;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.PublicationState;
import io.bindery.exchange.publication.Publications;
import io.bindery.platform.journal.Committed;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.Arrays;

/** Counts what has happened to publications. */
final class PublicationMeters {
  private final Meters meters;

  private PublicationMeters(Meters meters) {
    this.meters = meters;
  }

  static void start(ActorSystem<?> system) {
    var meters = Meters.get(system);
    var publications = new PublicationMeters(meters);
    Arrays.stream(PublicationState.values())
        .filter(PublicationState::hasEnded)
        .forEach(publications::ended);
    Arrays.stream(JobEnd.values()).forEach(publications::jobsEnded);
    PublicationGauges.start(system, meters);
    Committed.get(system)
        .listen(
            Publications.ENTITY_TYPE,
            PublicationEvent.class,
            written -> publications.count(written.event()));
  }

  private Counter ended(PublicationState state) {
    return meters.counter(
        "bindery.publications.ended",
        "Publications that ended, by their state.",
        "state",
        state.word());
  }

  private Counter jobsEnded(JobEnd end) {
    return meters.counter(
        "bindery.exchange.jobs.ended",
        "Jobs of AWS Data Exchange that ended, by how.",
        "end",
        end.word());
  }

  private void count(PublicationEvent event) {
    if (event instanceof JobEvent.JobEnded job) {
      jobsEnded(job.how()).increment();
    } else if (event instanceof Ending ending) {
      ended(ending.end()).increment();
    }
  }
}
