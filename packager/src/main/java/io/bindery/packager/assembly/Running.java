package io.bindery.packager.assembly;

import io.bindery.packager.failure.PackagingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The making of a manifest, waiting for its turn or under way.
 *
 * @param result the manifest on the disk; fails with a {@link PackagingException}
 * @param cancel makes the result fail at once, whether its turn has come or not; what is under way
 *     ends soon, and what it still makes is discarded
 * @param progress how far it is
 */
public record Running(
    CompletionStage<AssembledManifest> result,
    Runnable cancel,
    Supplier<AssemblyProgress> progress) {

  /** What is to be done once. */
  public interface Work {
    /** Fails at once if it was cancelled before. */
    CompletionStage<AssembledManifest> run();

    /** Makes a run, now or later, fail soon. */
    void cancel();

    boolean isCancelled();

    AssemblyProgress progress();
  }

  /** Why it ends without a manifest. */
  public static PackagingException stopped() {
    return PackagingException.passing("The work on the package was stopped.");
  }

  /**
   * Starts work as soon as there is a place for it.
   *
   * @param work made anew whenever it begins: it does so again, in another lane, if it turns out to
   *     be large
   */
  public static Running of(Turns turns, Function<Turns.Gate, ? extends Work> work) {
    var result = new CompletableFuture<AssembledManifest>();
    var current = new AtomicReference<Work>(work.apply((objects, bytes) -> {}));
    var unused =
        turns
            .take(
                result,
                gate -> {
                  var begun = work.apply(gate);
                  if (current.getAndSet(begun).isCancelled()) {
                    begun.cancel();
                  }
                  return begun.isCancelled()
                      ? CompletableFuture.<AssembledManifest>failedFuture(stopped())
                      : begun.run();
                })
            .whenComplete(
                (manifest, failure) -> {
                  if (failure != null) {
                    result.completeExceptionally(failure);
                  } else if (!result.complete(manifest)) {
                    manifest.discard();
                  }
                });
    return new Running(
        result,
        () -> {
          current.get().cancel();
          result.completeExceptionally(stopped());
        },
        () -> current.get().progress());
  }

  /**
   * Starts work once it is allowed.
   *
   * @param allowed if it fails, so does the work, which never begins
   */
  public static Running after(CompletionStage<?> allowed, Supplier<Running> begin) {
    var result = new CompletableFuture<AssembledManifest>();
    var begun = new CompletableFuture<Running>();
    var unused =
        allowed
            .thenCompose(
                done -> {
                  if (result.isDone()) {
                    return CompletableFuture.<AssembledManifest>failedFuture(stopped());
                  }
                  begun.complete(begin.get());
                  return begun.join().result();
                })
            .whenComplete(
                (manifest, failure) -> {
                  if (failure != null) {
                    result.completeExceptionally(failure);
                  } else if (!result.complete(manifest)) {
                    manifest.discard();
                  }
                });
    var nothing = new Progress();
    return new Running(
        result,
        () -> {
          var unusedStage = begun.thenAccept(running -> running.cancel().run());
          result.completeExceptionally(stopped());
        },
        () -> begun.isDone() ? begun.join().progress().get() : nothing.now());
  }
}
