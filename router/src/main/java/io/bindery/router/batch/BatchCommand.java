package io.bindery.router.batch;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonCreator;
import io.bindery.platform.serialization.CborSerializable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a batch is told. */
public sealed interface BatchCommand extends CborSerializable
    permits BatchCommand.RecordObjects,
        BatchCommand.Note,
        BatchCommand.Operate,
        BatchCommand.View,
        BatchCommand.Recall,
        BatchCommand.Rest,
        BatchCommand.Wake,
        BatchCommand.Stop,
        OwnCommand {

  /**
   * Object events of this batch arrived. The reply comes once the journal holds them, or at once if
   * it held them before.
   *
   * @param arrivals at least one object; those already seen do not count again
   */
  record RecordObjects(BatchKey key, Arrivals arrivals, ActorRef<StatusReply<Done>> replyTo)
      implements BatchCommand {
    @JsonCreator
    public RecordObjects {
      Objects.requireNonNull(arrivals, "arrivals");
    }
  }

  /** Something came that does not count; it is written with the next that does. */
  record Note(Uncounted uncounted) implements BatchCommand {}

  /**
   * An operator's order. The reply comes once the journal holds it.
   *
   * @param by who
   * @param notAfter leaves alone what was opened, or paused, later than this; absent in commands of
   *     earlier versions
   */
  record Operate(
      BatchKey key,
      Verb verb,
      String by,
      Optional<Instant> notAfter,
      ActorRef<StatusReply<Operated>> replyTo)
      implements BatchCommand {
    @JsonCreator
    public Operate {
      notAfter = Objects.requireNonNullElse(notAfter, Optional.empty());
    }
  }

  /** How does it stand? */
  record View(BatchKey key, ActorRef<StatusReply<BatchView>> replyTo) implements BatchCommand {}

  /**
   * Which of these object events are not among those it remembers?
   *
   * @param identities of {@link RecordedObject}
   */
  record Recall(BatchKey key, List<Long> identities, ActorRef<StatusReply<Recalled>> replyTo)
      implements BatchCommand {}

  /**
   * Take a snapshot, if nothing is to be done, so that the events before can be cleaned up.
   *
   * @param forget whether to forget the object events that are remembered as well
   */
  record Rest(boolean forget, ActorRef<StatusReply<Done>> replyTo) implements BatchCommand {}

  /** Look at the clock: the sweeper found something of this batch that is due. */
  record Wake() implements BatchCommand {}

  /**
   * Stop; sharding says so after a passivation or before a move to another node. Announcements that
   * are under way may end before, for what is not known to be confirmed is announced again.
   */
  record Stop() implements BatchCommand {}
}
