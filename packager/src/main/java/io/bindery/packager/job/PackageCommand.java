package io.bindery.packager.job;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bindery.packager.draft.Draft;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.quarantine.Problem;
import io.bindery.platform.serialization.CborSerializable;
import io.bindery.platform.tracing.OpenSpan;
import java.util.List;
import java.util.Optional;

/** What a package can be told. */
public sealed interface PackageCommand {

  /**
   * Asks to make a revision.
   *
   * @param messageId the same whenever the message is delivered again
   * @param description as JSON, with everything filled in
   * @param by who ordered it, if it is a job that is done again
   * @param batches whose announcements ask for it
   * @param retryOf the job that it does again; absent where nodes of an earlier version ask
   * @param span of the job, if it begins one; its cause is the message
   * @param intent what the job may do; absent where nodes of an earlier version ask, and if it is
   *     automatic
   */
  record Accept(
      String messageId,
      String description,
      Optional<String> by,
      List<String> batches,
      Optional<String> retryOf,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Intent> intent,
      ActorRef<Answer> replyTo)
      implements PackageCommand, CborSerializable {
    @JsonCreator
    public Accept {
      // A node of an earlier version says none.
      batches = batches == null ? List.of() : List.copyOf(batches);
      retryOf = retryOf == null ? Optional.empty() : retryOf;
      span = span == null ? Optional.empty() : span;
      intent = intent == null ? Optional.empty() : intent;
    }
  }

  /**
   * Asks to end a job that is not being pushed yet.
   *
   * @param by who asks
   */
  record Cancel(String jobId, Optional<String> by, ActorRef<CancelAnswer> replyTo)
      implements PackageCommand, CborSerializable {}

  /**
   * Tells that the folder of the package, whose name broke the rules, makes a good package of
   * another name.
   *
   * @param jobId of the job that brought the package into quarantine
   * @param by the job that made the good revision
   */
  record Supersede(String jobId, String by, String packageName, String topHash)
      implements PackageCommand, CborSerializable {}

  /**
   * Asks to leave the package in quarantine at that.
   *
   * @param jobId of the job that brought it there
   * @param by who asks
   */
  record Dismiss(String jobId, String by, String reason, ActorRef<DismissAnswer> replyTo)
      implements PackageCommand, CborSerializable {}

  /** Brings the package into memory, where it looks for unfinished jobs itself. */
  record Wake() implements PackageCommand, CborSerializable {}

  /** Ends the actor; what is under way is done again elsewhere. */
  enum Stop implements PackageCommand {
    INSTANCE
  }

  /** What the package tells itself when time has passed. */
  enum Tick implements PackageCommand {
    RETRY,
    ANNOUNCE,
    RESOLVE,
    REPORT,
    IDLE,
    STOP_NOW
  }

  /** What became of a step; the package tells itself. */
  sealed interface Outcome extends PackageCommand {
    String jobId();
  }

  /** The manifest is on the disk. */
  record AssemblyDone(String jobId, PackageWork.Made made) implements Outcome {}

  /**
   * The registry has the revision.
   *
   * @param pointer URI; absent if the revision had become the newest without this job
   */
  record PushDone(String jobId, Optional<String> pointer) implements Outcome {}

  /** EventBridge has the event. */
  record AnnounceDone(String jobId, String eventId) implements Outcome {}

  /** EventBridge has not got the event. */
  record AnnounceFailed(String jobId, String reason) implements Outcome {}

  /**
   * An assembly or a push failed.
   *
   * @param passing whether it may be gone when tried again
   * @param waitingFor what must come before that helps; absent if time alone may help
   * @param code of what kind it is
   */
  record AttemptEnded(
      String jobId, String reason, boolean passing, Optional<String> waitingFor, FailureReason code)
      implements Outcome {}

  /**
   * An assembly found nothing to package.
   *
   * @param reason which folder it is, and the way out
   */
  record NothingFound(String jobId, String reason) implements Outcome {}

  /**
   * An assembly found that the package breaks the rules of its registry.
   *
   * @param quarantine where packages go that do, if the policy says so
   */
  record RulesBroken(
      String jobId,
      String reason,
      Optional<String> workflow,
      List<Problem> problems,
      Optional<String> quarantine)
      implements Outcome {}

  /**
   * The newest revision of the package is somebody else's, and is not replaced without an order.
   *
   * @param topHash of that revision
   */
  record FoundOwned(String jobId, String topHash) implements Outcome {}

  /** It is known what the package would be. */
  record DraftDone(String jobId, Draft draft) implements Outcome {}

  /**
   * The package in quarantine was marked, or could not be.
   *
   * @param topHash absent if there was nothing to mark
   */
  record ResolveEnded(String jobId, Optional<String> topHash, Optional<PackagingException> failure)
      implements PackageCommand {}

  /** The answer to {@link Accept}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Busy.class, name = "busy")
  })
  sealed interface Answer extends CborSerializable {}

  /**
   * The journal has it.
   *
   * @param jobId the job that does it, which may be an earlier one that asks for the same
   */
  record Accepted(String jobId) implements Answer {}

  /** Not now; it is to be sent again later. */
  record Busy(String reason) implements Answer {}

  /** The answer to {@link Cancel}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Cancelled.class, name = "cancelled"),
    @JsonSubTypes.Type(value = NotCancelled.class, name = "not-cancelled")
  })
  sealed interface CancelAnswer extends CborSerializable {}

  /** The journal has it. */
  record Cancelled(String jobId) implements CancelAnswer {}

  /**
   * The job goes on, or has ended.
   *
   * @param reason why, as a sentence
   */
  record NotCancelled(String reason) implements CancelAnswer {}

  /**
   * The answer to {@link Dismiss}.
   *
   * @param done whether the journal has it; else the package is in quarantine no longer
   */
  record DismissAnswer(boolean done) implements CborSerializable {}
}
