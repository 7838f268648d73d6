package io.bindery.packager.content;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

/** What went wrong with one object, with its name. */
final class ObjectFailures {
  private ObjectFailures() {}

  /** For {@code handle}: the value, or the failure as one that names the object. */
  static <T> BiFunction<T, Throwable, T> naming(ObjectVersion object) {
    return (value, failure) -> {
      if (failure == null) {
        return value;
      }
      throw explained(object, Failures.root(failure));
    };
  }

  /** An object that is not as it was listed passes: the next listing will have it right. */
  private static PackagingException explained(ObjectVersion object, Throwable cause) {
    if (Failures.isMissing(cause)) {
      return PackagingException.changed(
          "Object %s is no longer there: it was deleted after it was listed."
              .formatted(object.location()),
          cause);
    }
    if (Failures.isConditionFailed(cause) || cause instanceof ObjectChangedException) {
      return PackagingException.changed(
          "Object %s was overwritten after it was listed.".formatted(object.location()), cause);
    }
    if (cause instanceof WrongLengthException wrong) {
      return PackagingException.passing(
          "Reading %s failed: %s.".formatted(object.location(), wrong.getMessage()), wrong);
    }
    return Failures.of("Reading " + object.location(), cause);
  }

  /** Whether the object, or what came of it, is not what was listed. */
  static boolean isChange(Throwable failure) {
    var cause = Failures.cause(failure);
    return Failures.isConditionFailed(cause)
        || cause instanceof ObjectChangedException
        || cause instanceof WrongLengthException;
  }

  /** The failure in a form that a stage may throw. */
  static RuntimeException rethrown(Throwable failure) {
    var root = Failures.root(failure);
    return root instanceof RuntimeException known ? known : new CompletionException(root);
  }
}
