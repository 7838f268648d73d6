package io.bindery.packager.registry;

import io.bindery.quilt.manifest.TopHash;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a push must find in {@code latest}, lest it overwrite what its maker has not seen. */
public final class Expected {
  private static final Expected ANYTHING = new Expected(true, latest -> true);

  private final boolean anything;
  private final Predicate<Optional<TopHash>> accepts;

  private Expected(boolean anything, Predicate<Optional<TopHash>> accepts) {
    this.anything = anything;
    this.accepts = accepts;
  }

  /** Whatever it is: the last push wins, as in quilt3's {@code build} and forced pushes. */
  public static Expected anything() {
    return ANYTHING;
  }

  /** Nothing, or one of these, as in quilt3's {@code push}. */
  public static Expected noneOr(Set<TopHash> known) {
    var all = Set.copyOf(known);
    return new Expected(false, latest -> latest.isEmpty() || all.contains(latest.get()));
  }

  /** Just this, which was read before; or the revision itself. */
  public static Expected exactly(Optional<TopHash> seen, TopHash own) {
    return new Expected(
        false, latest -> latest.equals(seen) || latest.filter(own::equals).isPresent());
  }

  boolean isAnything() {
    return anything;
  }

  boolean accepts(Optional<TopHash> latest) {
    return accepts.test(latest);
  }
}
