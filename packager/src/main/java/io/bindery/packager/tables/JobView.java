package io.bindery.packager.tables;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bindery.packager.assembly.AssemblyProgress;
import io.bindery.packager.quarantine.Problem;
import io.bindery.quilt.uri.PackageUri;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as its watchers see it.
 *
 * @param source what is packaged, as a URI
 * @param requests how many descriptions asked for it
 * @param attempt counted from 1; 0 before the first
 * @param error of the last attempt that failed
 * @param reason of what kind that error is, a word of {@link
 *     io.bindery.packager.failure.FailureReason}
 * @param errors what is wrong with a package that breaks the rules of its registry
 * @param quarantine the bucket where it is then; top hash and pointer are of the revision there
 * @param resolvedAt when the quarantine was over: the package came to follow the rules by the job
 *     {@code resolvedBy}, or was dismissed
 * @param dismissed who decided that nothing more is to be done, if somebody did
 * @param askedBy who ordered it, if it is a job that is done again
 * @param retriedBy the last job that does it again, if somebody ordered that
 * @param cancelledBy who ended it, if somebody did
 * @param batches the batches whose announcements asked for it, as far as these said so
 * @param traceId of its trace, if it has one
 * @param warnings what whoever uses the package should know
 * @param notice what is told of its end, if anything is
 * @param progress of the last attempt
 */
public record JobView(
    String jobId,
    String registry,
    String packageName,
    String source,
    JobState state,
    int requests,
    int attempt,
    Optional<String> error,
    Optional<String> reason,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem> errors,
    Optional<String> quarantine,
    Optional<Long> files,
    Optional<Long> bytes,
    Optional<String> topHash,
    Optional<String> pointer,
    Instant acceptedAt,
    Optional<Instant> startedAt,
    Instant updatedAt,
    Optional<Instant> finishedAt,
    Optional<Instant> resolvedAt,
    Optional<String> resolvedBy,
    Optional<Dismissal> dismissed,
    Optional<String> askedBy,
    Optional<String> retriedBy,
    Optional<String> cancelledBy,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> batches,
    Optional<String> traceId,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings,
    Optional<NoticeView> notice,
    Optional<Progress> progress) {

  /**
   * That nothing more is done about a package in quarantine.
   *
   * @param by who decided so
   * @param reason in the words of that person
   */
  public record Dismissal(String by, String reason) {}

  /**
   * How far the notice of the end is.
   *
   * @param sentAt when SNS accepted it
   * @param error why SNS did not, the last time; it is tried again
   */
  public record NoticeView(Optional<Instant> sentAt, Optional<String> error) {}

  /**
   * How far the attempt is, see {@link AssemblyProgress}.
   *
   * @param rate bytes hashed in a second
   * @param skippedKeys the first of the keys that were left out
   */
  public record Progress(
      long listed,
      long listedBytes,
      boolean listingDone,
      long hashed,
      long reused,
      long doneBytes,
      long hashedBytes,
      long rate,
      long skipped,
      List<String> skippedKeys) {

    /** Seconds that are left, once it is known how much is left. */
    @JsonProperty("eta_seconds")
    public Optional<Long> etaSeconds() {
      return AssemblyProgress.remaining(listedBytes, listingDone, doneBytes, rate)
          .map(Duration::toSeconds);
    }
  }

  /** The bucket where the revision is, if one was made: its registry, or the quarantine. */
  public String place() {
    return quarantine.orElse(registry);
  }

  /** The revision that it made, or found unchanged; nothing if there is none. */
  public Optional<String> revision() {
    return switch (state) {
      case DONE, UNCHANGED, QUARANTINED -> topHash;
      default -> Optional.empty();
    };
  }

  /** The URI of that revision, as Quilt writes it. */
  @JsonProperty("package_uri")
  public Optional<String> packageUri() {
    return revision().map(hash -> PackageUri.of(place(), packageName, hash).toString());
  }

  /** Whether nothing more becomes of it. */
  public boolean hasEnded() {
    return state.hasEnded();
  }
}
