package io.bindery.packager.job;

import io.bindery.packager.quarantine.Quarantine;
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
 * @param quarantine where the package goes because it breaks the rules of its registry
 */
record Job(
    String id,
    String description,
    Instant acceptedAt,
    int attempt,
    Optional<Instant> retryAt,
    Optional<Assembled> assembled,
    Optional<String> pointer,
    Optional<Quarantine> quarantine) {

  Job {
    // States from before there was a quarantine have none.
    quarantine = quarantine == null ? Optional.empty() : quarantine;
  }

  /** The content of the revision, see {@link PackageEvent.RevisionAssembled}. */
  record Assembled(String topHash, long files, long bytes, long pointerSecond) {}

  static Job waiting(String id, String description, Instant at) {
    return new Job(
        id,
        description,
        at,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  PackageDescription parsed() {
    return PackageDescription.parse(description);
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
        Optional.of(to));
  }

  Job started(int newAttempt) {
    return new Job(
        id, description, acceptedAt, newAttempt, Optional.empty(), assembled, pointer, quarantine);
  }

  Job retriedAt(Instant time) {
    return new Job(
        id, description, acceptedAt, attempt, Optional.of(time), assembled, pointer, quarantine);
  }

  Job assembled(Assembled content) {
    return new Job(
        id, description, acceptedAt, attempt, retryAt, Optional.of(content), pointer, quarantine);
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
        quarantine);
  }
}
