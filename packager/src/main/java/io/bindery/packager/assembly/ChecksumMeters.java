package io.bindery.packager.assembly;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.content.HashFinder;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;

/** Counts objects and their bytes by where their checksums came from. */
final class ChecksumMeters {
  private final Source cache;
  private final Source stored;
  private final Source computed;

  private record Source(Counter objects, Counter bytes) {
    static Source of(Meters meters, String word) {
      return new Source(
          meters.counter(
              "bindery.checksums.objects",
              "Objects of packages, by where their checksums came from: the cache, what S3 stores,"
                  + " or the content.",
              "source",
              word),
          Counter.builder("bindery.checksums")
              .baseUnit("bytes")
              .description(
                  "Bytes of objects of packages, by where their checksums came from: the cache,"
                      + " what S3 stores, or the content.")
              .tag("source", word)
              .register(meters.registry()));
    }

    void count(long size) {
      objects.increment();
      bytes.increment((double) size);
    }
  }

  ChecksumMeters(ActorSystem<?> system) {
    var meters = Meters.get(system);
    cache = Source.of(meters, "cache");
    stored = Source.of(meters, "stored");
    computed = Source.of(meters, "computed");
  }

  void cached(long size) {
    cache.count(size);
  }

  void found(HashFinder.Origin origin, long size) {
    switch (origin) {
      case STORED -> stored.count(size);
      case COMPUTED -> computed.count(size);
    }
  }
}
