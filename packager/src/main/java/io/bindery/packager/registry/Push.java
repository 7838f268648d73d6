package io.bindery.packager.registry;

import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A revision that is to be pushed.
 *
 * @param bucket the registry
 * @param manifest the file
 * @param second of the pointer, in seconds since 1970; if it is another revision's, the next free
 *     one is taken
 * @param expected what {@code latest} must lead to
 * @param dedupe whether nothing is written if {@code latest} leads to this revision already
 */
public record Push(
    String bucket,
    PackageName name,
    Path manifest,
    TopHash topHash,
    long second,
    Expected expected,
    boolean dedupe) {

  S3Uri latest() {
    return S3Uri.of(bucket, RegistryLayout.latest(name));
  }

  /** What became of a push. */
  public sealed interface Outcome {}

  /** The registry has the revision; here is its pointer. */
  public record Written(S3Uri pointer) implements Outcome {}

  /** It was the newest already; nothing was written. */
  public record Unchanged() implements Outcome {}

  /** {@code latest} is not as expected; nothing of the revision can be seen. */
  public record Conflict(Optional<TopHash> latest) implements Outcome {}
}
