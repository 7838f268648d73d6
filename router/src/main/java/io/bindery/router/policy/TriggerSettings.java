package io.bindery.router.policy;

import io.bindery.platform.settings.SettingsException;
import io.bindery.router.policy.Trigger.Combine;
import io.bindery.router.policy.Trigger.CountMode;
import java.time.Duration;
import java.util.List;

/** Reads a trigger, and refuses one that cannot mean what it says. */
final class TriggerSettings {
  /** The keys of its section. */
  static final List<String> KEYS =
      List.of(
          "trigger.count",
          "trigger.count-mode",
          "trigger.quiet",
          "trigger.max-age",
          "trigger.marker",
          "trigger.settle",
          "trigger.min-count",
          "trigger.combine");

  private static final int MAX_COUNT = 10_000_000;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Duration OLDEST = Duration.ofDays(366);

  private TriggerSettings() {}

  static Trigger from(Layers layers) {
    var trigger =
        new Trigger(
            layers.having("trigger.count").integerOrOff("trigger.count", 1, MAX_COUNT),
            layers.having("trigger.count-mode").choice("trigger.count-mode", CountMode.class),
            layers.having("trigger.quiet").durationOrOff("trigger.quiet", SHORTEST, LONGEST),
            layers.having("trigger.max-age").durationOrOff("trigger.max-age", SHORTEST, OLDEST),
            markers(layers),
            layers.having("trigger.settle").duration("trigger.settle", Duration.ZERO, LONGEST),
            layers.having("trigger.min-count").integer("trigger.min-count", 1, MAX_COUNT),
            layers.having("trigger.combine").choice("trigger.combine", Combine.class));
    check(layers.path() + ".trigger", trigger);
    return trigger;
  }

  private static Markers markers(Layers layers) {
    var section = layers.having("trigger.marker");
    try {
      return new Markers(section.texts("trigger.marker"));
    } catch (IllegalArgumentException e) {
      throw section.notAllowed("trigger.marker", e.getMessage());
    }
  }

  private static void check(String path, Trigger trigger) {
    boolean nothing =
        trigger.count().isEmpty() && trigger.quiet().isEmpty() && trigger.marker().isEmpty();
    if (nothing && trigger.combine() == Combine.ALL) {
      throw SettingsException.conflict(
          path + ".combine",
          "all",
          "count, quiet and marker are all off, so there is nothing that could hold together; set"
              + " at least one of them, usually two.");
    }
    if (nothing && trigger.maxAge().isEmpty()) {
      throw SettingsException.conflict(
          path,
          "nothing",
          "count, quiet, max-age and marker are all off, so no batch would ever close; set at least"
              + " one of them.");
    }
    trigger.count().ifPresent(count -> checkMinimum(path, trigger, count));
    if (trigger.minCount() > 1 && trigger.quiet().isEmpty()) {
      throw SettingsException.conflict(
          path + ".min-count",
          String.valueOf(trigger.minCount()),
          "it keeps quiet time from closing a batch too small, but quiet is off; set quiet, or take"
              + " min-count away.");
    }
    if (trigger.maxAge().isPresent() && trigger.quiet().isPresent()) {
      checkAges(path, trigger.maxAge().get(), trigger.quiet().get());
    }
  }

  private static void checkMinimum(String path, Trigger trigger, int count) {
    if (trigger.minCount() > count) {
      throw SettingsException.conflict(
          path + ".min-count",
          String.valueOf(trigger.minCount()),
          "count = %d closes a batch before it has as many; make min-count at most %d, or count larger."
              .formatted(count, count));
    }
  }

  private static void checkAges(String path, Duration maxAge, Duration quiet) {
    if (maxAge.compareTo(quiet) < 0) {
      throw SettingsException.conflict(
          path + ".max-age",
          words(maxAge),
          "a batch would always reach it before it has been quiet for %s; make max-age longer than quiet, or set quiet = off."
              .formatted(words(quiet)));
    }
  }

  private static String words(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
