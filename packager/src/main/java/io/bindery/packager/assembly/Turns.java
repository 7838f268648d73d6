package io.bindery.packager.assembly;

import io.bindery.packager.content.Budget;
import io.bindery.packager.failure.Failures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Two lanes, so that small packages pass large ones: every package begins in the lane of the small
 * ones, which is never held for long, and one that turns out to be large goes on, or begins again,
 * in the lane of the large ones.
 */
public final class Turns {
  private final Budget small;
  private final Budget large;
  private final long smallObjects;
  private final long smallBytes;

  /**
   * @param lanes how many packages have a place in each, and which are small
   */
  public Turns(AssemblySettings.Lanes lanes) {
    this.small = new Budget(lanes.small());
    this.large = new Budget(lanes.large());
    this.smallObjects = lanes.smallObjects();
    this.smallBytes = lanes.smallBytes();
  }

  /** Asked whenever a package turns out to be larger. */
  public interface Gate {
    /**
     * Passes, or ends the run by an exception, which is not to be told: the package must wait for
     * the lane of the large ones.
     *
     * @param objects that are known of by now
     * @param bytes of these
     */
    void pass(long objects, long bytes);
  }

  /** The package is large and its lane is full. Nothing is wrong with it. */
  static final class LargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LargeException() {
      super("the package is large and must wait", null, false, false);
    }
  }

  /**
   * Runs as soon as there is a place.
   *
   * @param run begins anew each time it is called, at most twice
   */
  public <T> CompletionStage<T> take(Object user, Function<Gate, CompletionStage<T>> run) {
    var result = new CompletableFuture<T>();
    var place = new AtomicReference<>(Place.SMALL);
    var unused =
        small.spend(
            user,
            1,
            () -> {
              var leaves = new CompletableFuture<Void>();
              run.apply((objects, bytes) -> pass(objects, bytes, place, leaves, result))
                  .whenComplete(
                      (value, failure) -> {
                        leaves.complete(null);
                        if (isLarge(failure)) {
                          again(user, run, result);
                        } else {
                          complete(result, value, failure);
                        }
                      });
              return leaves;
            });
    return result;
  }

  private enum Place {
    SMALL,
    LARGE
  }

  private void pass(
      long objects,
      long bytes,
      AtomicReference<Place> place,
      CompletableFuture<Void> leavesSmall,
      CompletableFuture<?> result) {
    boolean isSmall = objects <= smallObjects && bytes <= smallBytes;
    if (isSmall || place.get() == Place.LARGE) {
      return;
    }
    var ended = new CompletableFuture<Void>();
    if (!large.spendIfFree(1, ended)) {
      throw new LargeException();
    }
    place.set(Place.LARGE);
    var unused = result.whenComplete((value, failure) -> ended.complete(null));
    leavesSmall.complete(null);
  }

  private <T> void again(
      Object user, Function<Gate, CompletionStage<T>> run, CompletableFuture<T> result) {
    var unused =
        large
            .spend(user, 1, () -> run.apply((objects, bytes) -> {}))
            .whenComplete((value, failure) -> complete(result, value, failure));
  }

  private static boolean isLarge(Throwable failure) {
    return Failures.cause(failure) instanceof LargeException;
  }

  private static <T> void complete(CompletableFuture<T> result, T value, Throwable failure) {
    if (failure != null) {
      result.completeExceptionally(failure);
    } else {
      result.complete(value);
    }
  }
}
