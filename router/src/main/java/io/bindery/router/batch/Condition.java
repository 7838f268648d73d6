package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * One condition of a trigger, held against a batch at some moment.
 *
 * @param name as the setting is called: {@code count}, {@code min-count}, {@code quiet}, {@code
 *     max-age} or {@code marker}
 * @param met whether it held
 * @param have how far it had come; absent for a marker that has not come
 * @param need how far it has to come
 * @param unit of both: {@code keys}, {@code events} or {@code ms}
 * @param metAt since when it holds, or from when on if nothing more comes; absent if time alone
 *     does not bring it about
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Condition(
    String name,
    boolean met,
    Optional<Long> have,
    long need,
    String unit,
    Optional<Instant> metAt) {
  static final String COUNT = "count";
  static final String MIN_COUNT = "min-count";
  static final String QUIET = "quiet";
  static final String MAX_AGE = "max-age";
  static final String MARKER = "marker";
  static final String MILLIS = "ms";
}
