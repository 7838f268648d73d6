package io.bindery.packager.tables;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bindery.packager.assembly.AssemblyProgress;
import io.bindery.packager.quarantine.Problem;
import io.bindery.packager.state.JobState;
import io.bindery.quilt.uri.PackageUri;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as its watchers see it. Its parts stand side by side in JSON, in the order they have here.
 *
 * @param warnings what whoever uses the package should know
 * @param notice what is told of its end, if anything is
 * @param progress of the last attempt
 */
public record JobView(
    String jobId,
    @JsonUnwrapped Subject subject,
    @JsonUnwrapped Standing standing,
    @JsonUnwrapped Fault fault,
    @JsonUnwrapped Result result,
    @JsonUnwrapped Times times,
    @JsonUnwrapped Resolution resolution,
    @JsonUnwrapped Orders orders,
    @JsonUnwrapped Origin origin,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings,
    Optional<NoticeView> notice,
    Optional<Progress> progress) {

  /**
   * What it is about.
   *
   * @param source what is packaged, as a URI
   */
  public record Subject(String registry, String packageName, String source) {}

  /**
   * Where it stands.
   *
   * @param requests how many descriptions asked for it
   * @param attempt counted from 1; 0 before the first
   */
  public record Standing(JobState state, int requests, int attempt) {}

  /**
   * Why it did not end as it should, as far as it did not.
   *
   * @param error of the last attempt that failed
   * @param reason of what kind that error is, a word of {@link
   *     io.bindery.packager.failure.FailureReason}
   * @param errors what is wrong with a package that breaks the rules of its registry
   * @param quarantine the bucket where it is then; top hash and pointer are of the revision there
   */
  public record Fault(
      Optional<String> error,
      Optional<String> reason,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem> errors,
      Optional<String> quarantine) {}

  /** The revision that it made, or found. */
  public record Result(
      Optional<Long> files,
      Optional<Long> bytes,
      Optional<String> topHash,
      Optional<String> pointer) {}

  /** When it came to where it is. */
  public record Times(
      Instant acceptedAt,
      Optional<Instant> startedAt,
      Instant updatedAt,
      Optional<Instant> finishedAt) {}

  /**
   * How a quarantine ended.
   *
   * @param resolvedAt when it was over: the package came to follow the rules by the job {@code
   *     resolvedBy}, or was dismissed
   * @param dismissed who decided that nothing more is to be done, if somebody did
   */
  public record Resolution(
      Optional<Instant> resolvedAt, Optional<String> resolvedBy, Optional<Dismissal> dismissed) {}

  /**
   * What somebody ordered.
   *
   * @param askedBy who ordered it, if it is a job that is done again
   * @param retriedBy the last job that does it again, if somebody ordered that
   * @param cancelledBy who ended it, if somebody did
   */
  public record Orders(
      Optional<String> askedBy, Optional<String> retriedBy, Optional<String> cancelledBy) {}

  /**
   * Where it comes from.
   *
   * @param batches the batches whose announcements asked for it, as far as these said so
   * @param traceId of its trace, if it has one
   */
  public record Origin(
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> batches, Optional<String> traceId) {}

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

  public String registry() {
    return subject.registry();
  }

  public String packageName() {
    return subject.packageName();
  }

  public String source() {
    return subject.source();
  }

  public JobState state() {
    return standing.state();
  }

  /** The bucket where the revision is, if one was made: its registry, or the quarantine. */
  public String place() {
    return fault.quarantine().orElse(registry());
  }

  /** The revision that it made, or found unchanged; nothing if there is none. */
  public Optional<String> revision() {
    return switch (state()) {
      case DONE, UNCHANGED, QUARANTINED -> result.topHash();
      default -> Optional.empty();
    };
  }

  /** The URI of that revision, as Quilt writes it. */
  @JsonProperty("package_uri")
  public Optional<String> packageUri() {
    return revision().map(hash -> PackageUri.of(place(), packageName(), hash).toString());
  }

  /** Whether nothing more becomes of it. */
  public boolean hasEnded() {
    return state().hasEnded();
  }

  /** When it ended, or the last time that anything changed. */
  public Instant lastAt() {
    return times.finishedAt().orElse(times.updatedAt());
  }
}
