package io.bindery.platform.feed;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a change, the same on all nodes and for as long as it is kept.
 *
 * @param position from 1 on, without a gap; 0 is before the first change
 * @param tag random: a database that was restored gives a position again, but not its tag
 */
public record FeedId(long position, int tag) {
  /** Before the first change. */
  public static final FeedId ORIGIN = new FeedId(0, 0);

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})-([0-9a-f]{8})");

  /** Reads what {@link #text} wrote. */
  public static Optional<FeedId> parse(String text) {
    var parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(
            new FeedId(
                Long.parseLong(parts.group(1)), Integer.parseUnsignedInt(parts.group(2), 16)))
        : Optional.empty();
  }

  /** As clients have it. */
  public String text() {
    return "%d-%08x".formatted(position, tag);
  }
}
