package io.bindery.exchange.publication;

import io.bindery.exchange.publication.Ending.Cancelled;
import io.bindery.exchange.publication.OrderEvent.CancelOrdered;
import io.bindery.exchange.publication.OrderEvent.GoOnOrdered;
import io.bindery.exchange.publication.OrderEvent.RevokeOrdered;
import io.bindery.exchange.publication.PublicationCommand.Cancel;
import io.bindery.exchange.publication.PublicationCommand.GoOn;
import io.bindery.exchange.publication.PublicationCommand.NotOrdered;
import io.bindery.exchange.publication.PublicationCommand.Order;
import io.bindery.exchange.publication.PublicationCommand.OrderAnswer;
import io.bindery.exchange.publication.PublicationCommand.Ordered;
import io.bindery.exchange.publication.PublicationCommand.Revoke;
import io.bindery.exchange.publication.PublicationCommand.Unknown;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether an order fits how far a publication is.
 *
 * @param events to be journaled; none if it does not
 */
record Orders(OrderAnswer answer, List<PublicationEvent> events) {
  /** The fewest characters of a comment of a revocation, as Data Exchange takes it. */
  static final int SHORTEST_COMMENT = 10;

  /** The most. */
  static final int LONGEST_COMMENT = 512;

  static Orders of(Order order, Publishing state, Instant now) {
    if (!state.isKnown()) {
      return new Orders(new Unknown(), List.of());
    }
    if (order instanceof GoOn) {
      return state.held().isPresent()
          ? ordered(new GoOnOrdered(Optional.of(order.by()), now))
          : refused("It has not stopped: it is %s.".formatted(state.state().word()));
    }
    return order instanceof Cancel ? cancel(order, state, now) : revoke((Revoke) order, state, now);
  }

  private static Orders cancel(Order order, Publishing state, Instant now) {
    if (state.state().hasEnded()) {
      return refused("It has ended: it is %s.".formatted(state.state().word()));
    }
    if (state.held().isPresent() && state.aim() == Publishing.Aim.REVOKE) {
      return refused("It is being revoked. Order go-on to try again what was refused.");
    }
    if (state.hasFinal()) {
      return refused(
          state.held().isPresent()
              ? "Some of its revisions are final. Order revoke to take them back, or go-on."
              : "It is becoming public at this moment.");
    }
    var ordered = new CancelOrdered(Optional.of(order.by()), now);
    return switch (state.state()) {
      case RECEIVED, PREPARING, QUEUED ->
          new Orders(new Ordered(), List.of(ordered, new Cancelled(now)));
      case IMPORTING, HELD -> ordered(ordered);
      case REMOVING, REVOKING -> refused("It is being removed already.");
      default -> refused("It is becoming public at this moment.");
    };
  }

  private static Orders revoke(Revoke order, Publishing state, Instant now) {
    int length = order.comment().codePointCount(0, order.comment().length());
    if (length < SHORTEST_COMMENT || length > LONGEST_COMMENT) {
      return refused(
          "The comment has %d characters: Data Exchange wants %d to %d."
              .formatted(length, SHORTEST_COMMENT, LONGEST_COMMENT));
    }
    if (state.state() != PublicationState.PUBLISHED && state.held().isEmpty()) {
      return refused(
          "Only what is published, or has stopped half-way, can be revoked: it is %s."
              .formatted(state.state().word()));
    }
    return state.hasFinal()
        ? ordered(new RevokeOrdered(Optional.of(order.by()), order.comment(), now))
        : refused("Nothing of it is public. Order cancel to remove what was created.");
  }

  private static Orders ordered(PublicationEvent event) {
    return new Orders(new Ordered(), List.of(event));
  }

  private static Orders refused(String reason) {
    return new Orders(new NotOrdered(reason), List.of());
  }
}
