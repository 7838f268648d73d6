package io.bindery.packager.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.bindery.packager.quarantine.Quarantine;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.protocol.description.PackageDescription;
import java.time.Instant;
import java.util.Optional;

/**
 * One accepted description on its way to a revision.
 *
 * @param description as JSON, with everything filled in
 * @param attempt of the assembly, counted from 1; 0 while the job waits
 * @param retryAt when the next attempt begins, after one that failed
 * @param assembled what is about to be pushed, or was
 * @param pointer URI of the pointer, once the registry has the revision
 * @param refusal what AWS refuses, and how often
 * @param quarantine where the package goes because it breaks the rules of its registry
 * @param span of the job
 * @param aim what is to come of it
 * @param batch the first whose announcement asked for it, as far as that is said
 */
record Job(
    String id,
    String description,
    Instant acceptedAt,
    int attempt,
    Optional<Instant> retryAt,
    Optional<Assembled> assembled,
    Optional<String> pointer,
    Optional<Quarantine> quarantine,
    Refusal refusal,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span,
    Aim aim,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> batch) {

  @JsonCreator
  Job {
    // States from before there was a quarantine have none.
    quarantine = quarantine == null ? Optional.empty() : quarantine;
    refusal = refusal == null ? Refusal.NONE : refusal;
    span = span == null ? Optional.empty() : span;
    aim = aim == null ? Aim.AUTOMATIC : aim;
    batch = batch == null ? Optional.empty() : batch;
  }

  /**
   * What AWS refuses.
   *
   * @param since absent while it allows all
   * @param attempts that failed by that so far, which do not count
   */
  record Refusal(Optional<Instant> since, int attempts) {
    static final Refusal NONE = new Refusal(Optional.empty(), 0);

    Refusal {
      since = since == null ? Optional.empty() : since;
    }

    private Refusal failed(Optional<Instant> refusedSince) {
      return new Refusal(refusedSince, attempts + (refusedSince.isPresent() ? 1 : 0));
    }

    private Refusal over() {
      return new Refusal(Optional.empty(), attempts);
    }
  }

  /** The attempts that count. */
  int counted() {
    return attempt - refusal.attempts();
  }

  /** The content of the revision, see {@link PackageEvent.RevisionAssembled}. */
  record Assembled(String topHash, long files, long bytes, long pointerSecond) {}

  static Job waiting(
      String id,
      String description,
      Instant at,
      Optional<OpenSpan> span,
      Intent intent,
      Optional<String> batch) {
    return new Job(
        id,
        description,
        at,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Refusal.NONE,
        span,
        Aim.of(intent),
        batch);
  }

  PackageDescription parsed() {
    return PackageDescription.parse(description);
  }

  /** The same, with the batch that asked for it. */
  PackageDescription asked() {
    var meant = parsed();
    return new PackageDescription(
        meant.source(),
        meant.registry(),
        meant.name(),
        meant.metadata(),
        meant.metadataUri(),
        meant.workflow(),
        meant.commitMessage(),
        batch);
  }

  /** The package that is made: the one that is asked for, or that one in quarantine. */
  PackageDescription target() {
    var meant = parsed();
    return quarantine.map(it -> it.of(meant)).orElse(meant);
  }

  /** What was made of it before was for the registry that refuses it. */
  Job refused(Quarantine to) {
    return new Job(
        id,
        description,
        acceptedAt,
        attempt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(to),
        refusal.over(),
        span,
        aim,
        batch);
  }

  /** It does what another description asks for as well. */
  Job joined(Optional<OpenSpan> other, Intent intent, Optional<String> otherBatch) {
    return new Job(
        id,
        description,
        acceptedAt,
        attempt,
        retryAt,
        assembled,
        pointer,
        quarantine,
        refusal,
        span.map(own -> other.map(own::joined).orElse(own)).or(() -> other),
        aim.joined(intent),
        batch.or(() -> otherBatch));
  }

  /** The newest revision is somebody else's: what was made is not pushed. */
  Job owned(String topHash) {
    return new Job(
        id,
        description,
        acceptedAt,
        attempt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        quarantine,
        refusal.over(),
        span,
        aim.owned(topHash),
        batch);
  }

  Job started(int newAttempt) {
    return new Job(
        id,
        description,
        acceptedAt,
        newAttempt,
        Optional.empty(),
        assembled,
        pointer,
        quarantine,
        refusal,
        span,
        aim,
        batch);
  }

  Job retriedAt(Instant time, Optional<Instant> refusedSince) {
    return new Job(
        id,
        description,
        acceptedAt,
        attempt,
        Optional.of(time),
        assembled,
        pointer,
        quarantine,
        refusal.failed(refusedSince),
        span,
        aim,
        batch);
  }

  Job assembled(Assembled content) {
    return new Job(
        id,
        description,
        acceptedAt,
        attempt,
        retryAt,
        Optional.of(content),
        pointer,
        quarantine,
        refusal.over(),
        span,
        aim,
        batch);
  }

  Job pushed(String pointerUri) {
    return new Job(
        id,
        description,
        acceptedAt,
        attempt,
        retryAt,
        assembled,
        Optional.of(pointerUri),
        quarantine,
        refusal,
        span,
        aim,
        batch);
  }
}
