package io.bindery.packager.ahead;

import io.bindery.packager.content.HashFinder;
import io.bindery.packager.failure.FailureReason;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Counts what is hashed ahead, and what is not after all. */
final class AheadMeters {
  /** Why an object is left to its package though nothing failed. */
  enum Dropped {
    /** Too many wait. */
    FULL,
    /** Its package is being made. */
    PACKAGED,
    /** Many of its folder have failed. */
    ASIDE
  }

  /** Why nothing new begins for a while. */
  enum Pause {
    /** The database is away. */
    AWAY,
    /** The database, or S3 when it is asked for ignore files, takes long. */
    SLOW,
    /** The database or S3 fails in a way that a moment may help. */
    FAILED
  }

  private final Map<HashFinder.Origin, Counter> objects = new EnumMap<>(HashFinder.Origin.class);
  private final Map<HashFinder.Origin, Counter> bytes = new EnumMap<>(HashFinder.Origin.class);
  private final Map<Dropped, Counter> dropped = new EnumMap<>(Dropped.class);
  private final Map<FailureReason, Counter> failed = new EnumMap<>(FailureReason.class);
  private final Map<Pause, Counter> pauses = new EnumMap<>(Pause.class);

  AheadMeters(Meters meters, Supplier<Number> waiting) {
    for (var origin : HashFinder.Origin.values()) {
      objects.put(
          origin,
          meters.counter(
              "bindery.ahead.objects",
              "Objects whose checksums were found before their package was made, by where these"
                  + " came from: what S3 stores, or the content.",
              "source",
              word(origin)));
      bytes.put(
          origin,
          Counter.builder("bindery.ahead")
              .baseUnit("bytes")
              .description(
                  "Bytes of objects whose checksums were found before their package was made, by"
                      + " where these came from: what S3 stores, or the content.")
              .tag("source", word(origin))
              .register(meters.registry()));
    }
    for (var reason : Dropped.values()) {
      dropped.put(reason, drops(meters, word(reason)));
    }
    for (var reason : FailureReason.values()) {
      failed.put(reason, drops(meters, reason.word()));
    }
    for (var why : Pause.values()) {
      pauses.put(
          why,
          meters.counter(
              "bindery.ahead.pauses",
              "How often hashing ahead paused because the database or S3 was slow, failed or was"
                  + " away.",
              "reason",
              word(why)));
    }
    meters.gauge("bindery.ahead.waiting", "", "Objects that wait for being hashed ahead.", waiting);
  }

  private static Counter drops(Meters meters, String reason) {
    return meters.counter(
        "bindery.ahead.dropped",
        "Objects that were to be hashed ahead and are left to their package, by why.",
        "reason",
        reason);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The hash of an object is in the cache. */
  void kept(HashFinder.Found found) {
    objects.get(found.origin()).increment();
    bytes.get(found.origin()).increment((double) found.object().size());
  }

  void dropped(Dropped reason, int number) {
    dropped.get(reason).increment(number);
  }

  /** What failed is left to its package. */
  void dropped(FailureReason reason, int number) {
    failed.get(reason).increment(number);
  }

  void paused(Pause why) {
    pauses.get(why).increment();
  }
}
