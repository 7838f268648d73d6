package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.service.access.Principal;
import io.bindery.service.audit.AuditEntry;
import io.bindery.service.audit.AuditTrail;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records who was refused, but no more often than a person could read it: whoever knocks a thousand
 * times is told of now and then, with how many there were in between.
 */
final class AuditedRefusals {
  private static final double PER_SECOND_OF_ONE = 1.0 / 60;
  private static final int AT_ONCE_OF_ONE = 5;
  private static final double PER_SECOND = 1;
  private static final int AT_ONCE = 60;
  private static final int REMEMBERED = 1_000;

  private final AuditTrail trail;
  private final RateLimit ofOne =
      new RateLimit(PER_SECOND_OF_ONE, AT_ONCE_OF_ONE, REMEMBERED, System::nanoTime);
  private final RateLimit all = new RateLimit(PER_SECOND, AT_ONCE, 1, System::nanoTime);
  private final AtomicLong skipped = new AtomicLong();

  AuditedRefusals(AuditTrail trail) {
    this.trail = trail;
  }

  /** A token was shown that opens nothing. */
  void token(Incoming incoming, HttpResponse answer) {
    refused(
        Orders.who(incoming, Principal.NOBODY),
        new AuditEntry.What(
            incoming.request().method().name(), Orders.cut(incoming.request().getUri().path()), ""),
        answer,
        incoming.sender());
  }

  /** Somebody has not the role for an order. */
  void order(AuditEntry.Who who, AuditEntry.What what, HttpResponse answer) {
    refused(who, what, answer, who.how() + " " + who.actor());
  }

  private void refused(AuditEntry.Who who, AuditEntry.What what, HttpResponse answer, String key) {
    if (ofOne.take(key).isPresent() || all.take("").isPresent()) {
      skipped.incrementAndGet();
      return;
    }
    var entry =
        AuditEntry.refused(
            who, what, answer.status().intValue(), Orders.detail(answer), skipped.getAndSet(0));
    // Nothing was done for him: if it cannot be recorded, nothing is lost that happened.
    var unused = trail.add(entry, seq -> Optional.empty());
  }
}
