package io.bindery.packager.registry;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.Push.Conflict;
import io.bindery.packager.registry.Push.Outcome;
import io.bindery.packager.registry.Push.Unchanged;
import io.bindery.packager.registry.Push.Written;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Writes a revision in the order that keeps readers safe: the manifest, then the pointer with its
 * time, then {@code latest}. Each step can be done again after a crash without a second effect, and
 * {@code latest} is replaced only if it is still what was read at the start.
 */
public final class RegistryWriter {
  /** How often a push that expects nothing tries to be the last. */
  private static final int MAX_TRIES = 10;

  private final RegistryReader reader;
  private final ManifestUpload upload;
  private final Pointers pointers;

  public RegistryWriter(S3AsyncClient s3) {
    this.reader = new RegistryReader(s3);
    this.upload = new ManifestUpload(s3);
    this.pointers = new Pointers(s3, reader);
  }

  /**
   * Pushes a revision. A pointer that leads to this revision from its second on is this push, done
   * before.
   *
   * @return fails with a {@link PackagingException}
   */
  public CompletionStage<Outcome> push(Push push) {
    return reader
        .latestPointer(push.bucket(), push.name())
        .thenCompose(
            found -> {
              var latest = found.map(Pointer::topHash);
              if (!push.expected().accepts(latest)) {
                return CompletableFuture.completedStage(new Conflict(latest));
              }
              return push.dedupe() && latest.filter(push.topHash()::equals).isPresent()
                  ? donePush(push)
                  : write(push, found);
            });
  }

  /** The revision is the newest: by this push, when it was cut off, or by another. */
  private CompletionStage<Outcome> donePush(Push push) {
    return pointers
        .find(push.bucket(), push.name(), push.topHash(), push.second())
        .thenApply(
            own -> own.<Outcome>map(uri -> new Written(uri)).orElseGet(() -> new Unchanged()));
  }

  private CompletionStage<Outcome> write(Push push, Optional<Pointer> latest) {
    return upload
        .put(push.manifest(), S3Uri.of(push.bucket(), RegistryLayout.manifest(push.topHash())))
        .thenCompose(done -> pointers.add(push))
        .thenCompose(pointer -> lead(push, pointer, latest, 1));
  }

  /** Lets {@code latest} lead to the revision. */
  private CompletionStage<Outcome> lead(
      Push push, S3Uri pointer, Optional<Pointer> latest, int tries) {
    return pointers
        .replace(push.latest(), push.topHash(), latest)
        .thenCompose(
            replaced ->
                replaced
                    ? CompletableFuture.completedStage(new Written(pointer))
                    : reader
                        .latestPointer(push.bucket(), push.name())
                        .thenCompose(now -> moved(push, pointer, now, tries)));
  }

  private CompletionStage<Outcome> moved(
      Push push, S3Uri pointer, Optional<Pointer> now, int tries) {
    var latest = now.map(Pointer::topHash);
    if (latest.filter(push.topHash()::equals).isPresent()) {
      return CompletableFuture.completedStage(new Written(pointer));
    }
    if (push.expected().isAnything()) {
      if (tries == MAX_TRIES) {
        throw PackagingException.passing(
            "%s is written by others again and again.".formatted(push.latest()));
      }
      return lead(push, pointer, now, tries + 1);
    }
    return withdraw(push, pointer).thenApply(done -> new Conflict(latest));
  }

  /** The other writer may have written its pointer over this one, within its second. */
  private CompletionStage<Void> withdraw(Push push, S3Uri pointer) {
    return reader
        .pointer(pointer.bucket(), pointer.key())
        .thenCompose(
            found ->
                found.filter(it -> it.topHash().equals(push.topHash())).isPresent()
                    ? pointers.remove(pointer)
                    : CompletableFuture.completedStage(null));
  }

  /**
   * Removes what a push that will not be finished may have left for readers to see: its pointer. A
   * revision that is the newest is whole, and stays.
   *
   * @param second that the push was given
   * @return whether there was something to remove; fails with a {@link PackagingException}
   */
  public CompletionStage<Boolean> abandon(
      String bucket, PackageName name, TopHash topHash, long second) {
    return reader
        .latest(bucket, name)
        .thenCompose(
            latest ->
                latest.filter(topHash::equals).isPresent()
                    ? CompletableFuture.completedStage(Optional.<S3Uri>empty())
                    : pointers.find(bucket, name, topHash, second))
        .thenCompose(
            left ->
                left.isEmpty()
                    ? CompletableFuture.completedStage(false)
                    : pointers.remove(left.get()).thenApply(done -> true));
  }
}
