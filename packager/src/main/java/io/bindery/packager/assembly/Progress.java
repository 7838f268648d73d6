package io.bindery.packager.assembly;

import io.bindery.packager.content.HashFinder;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one assembly has done so far. */
final class Progress {
  private final LongAdder cached = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder hashed = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();

  void cached() {
    cached.increment();
  }

  void found(HashFinder.Origin origin) {
    switch (origin) {
      case EMPTY, STORED -> stored.increment();
      case COMPUTED -> hashed.increment();
    }
  }

  void read(long bytes) {
    bytesRead.add(bytes);
  }

  @Override
  public String toString() {
    return "checksums of %d objects from the cache, of %d from S3, %d hashed (%d bytes read)"
        .formatted(cached.sum(), stored.sum(), hashed.sum(), bytesRead.sum());
  }
}
