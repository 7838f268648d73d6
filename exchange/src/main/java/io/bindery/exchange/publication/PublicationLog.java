package io.bindery.exchange.publication;

import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetEnded;
import io.bindery.exchange.publication.Ending.Failed;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.PublicationEvent.FinalizingStarted;
import io.bindery.exchange.publication.PublicationEvent.GivenUp;
import io.bindery.exchange.publication.PublicationEvent.Held;
import io.bindery.exchange.publication.PublicationEvent.QuotaMet;
import io.bindery.exchange.publication.PublicationEvent.SubscribersTold;
import io.bindery.exchange.publication.PublicationEvent.TurnTaken;
import io.bindery.exchange.publication.RevisionEvent.RevisionFilled;
import io.bindery.exchange.publication.RevisionEvent.RevisionFinalized;
import io.bindery.protocol.text.SafeText;
import org.slf4j.Logger;

/** What the log says of publications. */
final class PublicationLog {
  private PublicationLog() {}

  static void happened(Logger log, String id, PublicationEvent event) {
    if (event instanceof Held held) {
      log.warn("publication {}: stopped: {}", id, SafeText.line(held.reason()));
    } else if (event instanceof GivenUp given) {
      log.warn("publication {}: given up: {}", id, SafeText.line(given.reason()));
    } else if (event instanceof JobEnded ended && ended.how() != JobEnd.COMPLETED) {
      log.info(
          "publication {}: job {} of revision {}: {}: {}",
          id,
          ended.job() + 1,
          ended.revision() + 1,
          ended.how().word(),
          SafeText.line(ended.error().orElse("")));
    } else if (event instanceof QuotaMet met) {
      log.warn("publication {}: quota {} is {}", id, met.limit().word(), met.value());
    } else if (event instanceof ChangeSetEnded ended && ended.error().isPresent()) {
      log.warn("publication {}: {}", id, SafeText.line(ended.error().get()));
    } else if (event instanceof SubscribersTold told && told.error().isPresent()) {
      log.warn("publication {}: {}", id, SafeText.line(told.error().get()));
    } else if (event instanceof RevisionFilled filled) {
      log.info("publication {}: revision {} is filled", id, filled.revision() + 1);
    } else if (event instanceof RevisionFinalized done) {
      log.info("publication {}: revision {} is final", id, done.revision() + 1);
    } else if (event instanceof Ending ending && !(ending instanceof Failed)) {
      log.info("publication {}: {}", id, word(ending));
    } else if (event instanceof TurnTaken || event instanceof FinalizingStarted) {
      log.info("publication {}: {}", id, word(event));
    }
  }

  private static String word(PublicationEvent event) {
    return event
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=.)([A-Z])", " $1")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
