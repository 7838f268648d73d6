package io.bindery.platform.wake;

import io.bindery.platform.database.Cursor;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Something that will be done by the clock alone, as the tables know it.
 *
 * @param at when; a time that is past means that it is done as soon as it can be
 * @param kind of what it is about, such as {@code batch} or {@code job}
 * @param id of what it is about, within its kind
 * @param what is done, in a word
 * @param words the same in a sentence without its end
 * @param bucket of the folder that it is about
 * @param prefix of that folder
 */
public record Timer(
    Instant at,
    String kind,
    String id,
    String what,
    String words,
    Optional<String> bucket,
    Optional<String> prefix) {

  /** Those that are done first come first. */
  public static final Comparator<Timer> ORDER =
      Comparator.comparing(Timer::at).thenComparing(timer -> timer.key());

  /** Tells timers of one moment apart. */
  public String key() {
    return kind + ":" + id;
  }

  /** Its place among all. */
  public Cursor place() {
    return new Cursor(at, key());
  }

  /** Whoever knows of timers. */
  @FunctionalInterface
  public interface Owner {
    /**
     * Those that come next, in their order.
     *
     * @param after only those behind this place
     * @param before only those that are done before this moment
     */
    CompletionStage<List<Timer>> next(Cursor after, Instant before, int limit);
  }
}
