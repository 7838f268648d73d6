package io.bindery.service.preset;

import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A trigger in words. */
public final class TriggerWords {
  private TriggerWords() {}

  /** As in "20 keys, or 5 minutes without a change". */
  public static String of(Trigger trigger) {
    var parts = new ArrayList<String>();
    trigger
        .count()
        .ifPresent(count -> parts.add("%d %s".formatted(count, trigger.countMode().word())));
    if (!trigger.marker().isEmpty()) {
      var marker = String.join(" or ", trigger.marker().patterns());
      parts.add(
          trigger.settle().isZero() ? marker : marker + " " + words(trigger.settle()) + " ago");
    }
    trigger.quiet().ifPresent(quiet -> parts.add(words(quiet) + " without a change"));
    var all =
        String.join(
            trigger.combine() == Trigger.Combine.ALL ? ", and " : ", or ", List.copyOf(parts));
    return trigger
        .maxAge()
        .map(age -> "%s; after %s at the latest".formatted(all, words(age)))
        .orElse(all);
  }

  private static String words(Duration duration) {
    if (duration.toDays() > 0 && duration.equals(Duration.ofDays(duration.toDays()))) {
      return counted(duration.toDays(), "day");
    }
    if (duration.toHours() > 0 && duration.equals(Duration.ofHours(duration.toHours()))) {
      return counted(duration.toHours(), "hour");
    }
    return duration.toMinutes() > 0 && duration.equals(Duration.ofMinutes(duration.toMinutes()))
        ? counted(duration.toMinutes(), "minute")
        : counted(duration.toSeconds(), "second");
  }

  private static String counted(long number, String unit) {
    return "%d %s%s".formatted(number, unit, number == 1 ? "" : "s");
  }
}
