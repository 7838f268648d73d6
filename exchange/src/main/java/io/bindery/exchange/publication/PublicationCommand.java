package io.bindery.exchange.publication;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.platform.serialization.CborSerializable;
import io.bindery.platform.tracing.OpenSpan;
import java.util.Optional;

/** What a publication can be told. */
public sealed interface PublicationCommand
    permits PublicationCommand.Submit,
        PublicationCommand.Order,
        PublicationCommand.Wake,
        PublicationCommand.Stop,
        Own {
  /**
   * Asks to publish; a publication that is known already goes on as it is.
   *
   * @param again whether to publish even if the same content is public
   * @param by who asks; absent if a notice of S3 does
   * @param span of the publication, if it begins
   */
  record Submit(
      ManifestRef manifest,
      boolean again,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span,
      ActorRef<Submitted> replyTo)
      implements PublicationCommand, CborSerializable {
    @JsonCreator
    public Submit {
      by = by == null ? Optional.empty() : by;
      span = span == null ? Optional.empty() : span;
    }
  }

  /**
   * The answer to {@link Submit}: the journal has it.
   *
   * @param known whether it had it before
   * @param other whether what it had before is another manifest, which stays
   */
  record Submitted(boolean known, boolean other) implements CborSerializable {}

  /** Somebody wants something of a publication. */
  sealed interface Order extends PublicationCommand, CborSerializable {
    String by();

    ActorRef<OrderAnswer> replyTo();
  }

  /** Asks to end it, and to remove what was created. */
  record Cancel(String by, ActorRef<OrderAnswer> replyTo) implements Order {}

  /** Asks to go on where it stopped. */
  record GoOn(String by, ActorRef<OrderAnswer> replyTo) implements Order {}

  /**
   * Asks to take back what is public.
   *
   * @param comment that subscribers see, 10 to 512 characters
   */
  record Revoke(String by, String comment, ActorRef<OrderAnswer> replyTo) implements Order {}

  /** The answer to an order. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Ordered.class, name = "ordered"),
    @JsonSubTypes.Type(value = NotOrdered.class, name = "not-ordered"),
    @JsonSubTypes.Type(value = Unknown.class, name = "unknown")
  })
  sealed interface OrderAnswer extends CborSerializable {}

  /** The journal has the order. */
  record Ordered() implements OrderAnswer {}

  /**
   * The order does not fit how far the publication is.
   *
   * @param reason why, and what can be ordered, as sentences
   */
  record NotOrdered(String reason) implements OrderAnswer {}

  /** There is no such publication. */
  record Unknown() implements OrderAnswer {}

  /** Brings the publication into memory, where it looks itself for what is to be done. */
  record Wake() implements PublicationCommand, CborSerializable {}

  /** Ends the actor; what is under way is gone on with elsewhere. */
  enum Stop implements PublicationCommand {
    INSTANCE
  }
}
