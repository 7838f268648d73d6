package io.bindery.packager.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bindery.packager.draft.Draft;
import io.bindery.packager.quarantine.Problem;
import io.bindery.packager.state.JobState;
import io.bindery.platform.serialization.CborSerializable;
import io.bindery.platform.tracing.OpenSpan;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What happened to a package. The names are in the journal for ever. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PackageEvent.DescriptionAccepted.class, name = "description-accepted"),
  @JsonSubTypes.Type(
      value = PackageEvent.DescriptionCoalesced.class,
      name = "description-coalesced"),
  @JsonSubTypes.Type(value = PackageEvent.AssemblyStarted.class, name = "assembly-started"),
  @JsonSubTypes.Type(value = PackageEvent.AttemptFailed.class, name = "attempt-failed"),
  @JsonSubTypes.Type(value = PackageEvent.RevisionAssembled.class, name = "revision-assembled"),
  @JsonSubTypes.Type(value = PackageEvent.RevisionPushed.class, name = "revision-pushed"),
  @JsonSubTypes.Type(value = PackageEvent.RevisionAnnounced.class, name = "revision-announced"),
  @JsonSubTypes.Type(value = PackageEvent.RevisionUnchanged.class, name = "revision-unchanged"),
  @JsonSubTypes.Type(value = PackageEvent.JobFailed.class, name = "job-failed"),
  @JsonSubTypes.Type(value = PackageEvent.JobCancelled.class, name = "job-cancelled"),
  @JsonSubTypes.Type(value = PackageEvent.FolderEmpty.class, name = "folder-empty"),
  @JsonSubTypes.Type(value = PackageEvent.PackageRefused.class, name = "package-refused"),
  @JsonSubTypes.Type(value = PackageEvent.PackageQuarantined.class, name = "package-quarantined"),
  @JsonSubTypes.Type(value = PackageEvent.QuarantineMended.class, name = "quarantine-mended"),
  @JsonSubTypes.Type(
      value = PackageEvent.QuarantineSuperseded.class,
      name = "quarantine-superseded"),
  @JsonSubTypes.Type(value = PackageEvent.QuarantineDismissed.class, name = "quarantine-dismissed"),
  @JsonSubTypes.Type(value = PackageEvent.QuarantineResolved.class, name = "quarantine-resolved"),
  @JsonSubTypes.Type(value = PackageEvent.PackageOwned.class, name = "package-owned"),
  @JsonSubTypes.Type(value = PackageEvent.PackageSuggested.class, name = "package-suggested")
})
public sealed interface PackageEvent extends CborSerializable {
  /** The job it happened to. */
  String jobId();

  Instant at();

  /** What it is, case by case: whoever forgets a kind of event does not compile. */
  <T> T fold(Cases<T> cases);

  /** One answer for each kind of event. */
  interface Cases<T> {
    T on(DescriptionAccepted event);

    T on(DescriptionCoalesced event);

    T on(AssemblyStarted event);

    T on(AttemptFailed event);

    T on(RevisionAssembled event);

    T on(RevisionPushed event);

    T on(RevisionAnnounced event);

    T on(RevisionUnchanged event);

    T on(JobFailed event);

    T on(JobCancelled event);

    T on(FolderEmpty event);

    T on(PackageRefused event);

    T on(PackageQuarantined event);

    T on(QuarantineMended event);

    T on(QuarantineSuperseded event);

    T on(QuarantineDismissed event);

    T on(QuarantineResolved event);

    T on(PackageOwned event);

    T on(PackageSuggested event);
  }

  /** The job is over. */
  sealed interface Ending extends PackageEvent {
    /** What the job is now. */
    JobState end();
  }

  /**
   * A description became a job.
   *
   * @param messageId of the message that brought it
   * @param description as JSON, with everything filled in
   * @param by who ordered it, if it is a job that is done again
   * @param batches whose announcements asked for it, as far as that is said; absent in events of
   *     earlier versions
   * @param retryOf the job that is done again by it; absent in events of earlier versions
   * @param span of the job; absent in events of earlier versions
   * @param intent what the job may do; absent if it is automatic
   */
  record DescriptionAccepted(
      String jobId,
      String messageId,
      String description,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> batches,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> retryOf,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Intent> intent)
      implements PackageEvent {
    @JsonCreator
    public DescriptionAccepted {
      by = Objects.requireNonNullElse(by, Optional.empty());
      batches = batches == null ? List.of() : List.copyOf(batches);
      retryOf = Objects.requireNonNullElse(retryOf, Optional.empty());
      span = Objects.requireNonNullElse(span, Optional.empty());
      intent = Objects.requireNonNullElse(intent, Optional.empty());
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * A description asked for the same as a job that had not begun, and was joined with it.
   *
   * @param jobId the job that was waiting
   * @param identity of the message with its content
   * @param batches as in {@link DescriptionAccepted}
   * @param retryOf the job that was to be done again; absent in events of earlier versions
   * @param span whose causes are more of the job's; absent in events of earlier versions
   * @param intent of this description; absent if it is automatic
   */
  record DescriptionCoalesced(
      String jobId,
      String identity,
      String messageId,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> batches,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> retryOf,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Intent> intent)
      implements PackageEvent {
    @JsonCreator
    public DescriptionCoalesced {
      batches = batches == null ? List.of() : List.copyOf(batches);
      retryOf = Objects.requireNonNullElse(retryOf, Optional.empty());
      span = Objects.requireNonNullElse(span, Optional.empty());
      intent = Objects.requireNonNullElse(intent, Optional.empty());
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * An attempt at a job began.
   *
   * @param attempt counted from 1
   */
  record AssemblyStarted(String jobId, int attempt, Instant at) implements PackageEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The attempt failed with what may pass; there will be another at {@code retryAt}.
   *
   * @param refusedSince since when AWS refuses what the job needs; such an attempt does not count
   * @param code of what kind it is, a word of {@link io.bindery.packager.failure.FailureReason};
   *     absent in events of earlier versions
   */
  record AttemptFailed(
      String jobId,
      int attempt,
      String reason,
      Instant retryAt,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> refusedSince,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> code)
      implements PackageEvent {
    @JsonCreator
    public AttemptFailed {
      // Events from before refusals were waited for have none.
      refusedSince = refusedSince == null ? Optional.empty() : refusedSince;
      code = code == null ? Optional.empty() : code;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The content is known and is about to be pushed.
   *
   * @param bytes of all files together
   * @param pointerSecond which pointer the push writes, in seconds since 1970: a push that is done
   *     again after a crash finds its own pointer by it
   */
  record RevisionAssembled(
      String jobId, String topHash, long files, long bytes, long pointerSecond, Instant at)
      implements PackageEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The registry has the revision.
   *
   * @param manifest URI of the manifest
   * @param pointer URI of the pointer with its time
   */
  record RevisionPushed(String jobId, String topHash, String manifest, String pointer, Instant at)
      implements PackageEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * EventBridge has confirmed the event; the job is done.
   *
   * @param eventId EventBridge's
   */
  record RevisionAnnounced(String jobId, String topHash, String eventId, Instant at)
      implements Ending {
    @Override
    public JobState end() {
      return JobState.DONE;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The newest revision has the same content; the job is done and nothing was written. */
  record RevisionUnchanged(String jobId, String topHash, long files, long bytes, Instant at)
      implements Ending {
    @Override
    public JobState end() {
      return JobState.UNCHANGED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The job is given up.
   *
   * @param code of what kind the failure is, a word of {@link
   *     io.bindery.packager.failure.FailureReason}; absent in events of earlier versions
   */
  record JobFailed(
      String jobId,
      int attempt,
      String reason,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> code)
      implements Ending {
    @Override
    public JobState end() {
      return JobState.FAILED;
    }

    @JsonCreator
    public JobFailed {
      code = Objects.requireNonNullElse(code, Optional.empty());
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Somebody asked to end the job.
   *
   * @param by who it was; absent in events of earlier versions
   */
  record JobCancelled(
      String jobId, Instant at, @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by)
      implements Ending {
    @Override
    public JobState end() {
      return JobState.CANCELLED;
    }

    @JsonCreator
    public JobCancelled {
      by = Objects.requireNonNullElse(by, Optional.empty());
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * There was nothing to package; the job is done and nothing was written.
   *
   * @param reason which folder it is, and the way out
   */
  record FolderEmpty(String jobId, String reason, Instant at) implements Ending {
    @Override
    public JobState end() {
      return JobState.EMPTY;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The package breaks the rules of its registry. With a quarantine, the job goes on there; without
   * one it fails.
   *
   * @param reason the first of the problems, as quilt3 would say it
   * @param workflow whose rules it breaks, if that is known
   * @param quarantine the bucket of the quarantine registry
   */
  record PackageRefused(
      String jobId,
      int attempt,
      String reason,
      Optional<String> workflow,
      List<Problem> problems,
      Optional<String> quarantine,
      Instant at)
      implements PackageEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The package is in quarantine; the job is done.
   *
   * @param quarantine the bucket of the quarantine registry
   * @param topHash of the revision there, which may have been there before
   */
  record PackageQuarantined(
      String jobId, String quarantine, String topHash, long files, long bytes, Instant at)
      implements Ending {
    @Override
    public JobState end() {
      return JobState.QUARANTINED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The package follows the rules again; that it is in quarantine is over.
   *
   * @param jobId of the job that made the good revision
   * @param topHash of that revision
   */
  record QuarantineMended(String jobId, String topHash, Instant at) implements PackageEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The folder of the package, whose name broke the rules, makes a good package of another name;
   * that this one is in quarantine is over.
   *
   * @param jobId of the job that brought the package into quarantine
   * @param by the job that made the good revision
   * @param packageName of the good package
   * @param topHash of the good revision
   */
  record QuarantineSuperseded(
      String jobId, String by, String packageName, String topHash, Instant at)
      implements PackageEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Somebody decided that nothing more is to be done about the package in quarantine.
   *
   * @param jobId of the job that brought the package into quarantine
   * @param by who it was
   * @param reason in the words of that person
   */
  record QuarantineDismissed(String jobId, String by, String reason, Instant at)
      implements PackageEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The package in quarantine was marked.
   *
   * @param jobId of the job whose event said that it is over
   * @param topHash of the revision that says so; absent if there was nothing to mark
   * @param reason why it could not be marked; absent if it was, or there was nothing to
   */
  record QuarantineResolved(
      String jobId, Optional<String> topHash, Optional<String> reason, Instant at)
      implements PackageEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The newest revision of the package is somebody else's: the job tells what the package would be,
   * and makes none.
   *
   * @param topHash of that revision
   */
  record PackageOwned(String jobId, int attempt, String topHash, Instant at)
      implements PackageEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * What the package would be is known, and waits for somebody to decide; the job is over.
   *
   * @param draft what it would be
   * @param owned top hash of the newest revision, if the reason is that it is somebody else's
   */
  record PackageSuggested(
      String jobId,
      Draft draft,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> owned,
      Instant at)
      implements Ending {
    @Override
    public JobState end() {
      return JobState.SUGGESTED;
    }

    @JsonCreator
    public PackageSuggested {
      owned = Objects.requireNonNullElse(owned, Optional.empty());
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
