package io.bindery.localaws.s3;

import io.bindery.localaws.state.StateFile;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Sequencers of object events: 18 hexadecimal digits that only rise, also over restarts and when
 * the clock is set back. They rise over all keys, which is more than S3 promises.
 */
final class Sequencer {
  /** Numbers are taken from the clock; the file keeps a bound that none has passed. */
  record Kept(long bound) {}

  private static final long RESERVE_MICROS = 600_000_000;

  private final StateFile<Kept> file;
  private long last;
  private long bound;

  Sequencer(Path path) {
    file = new StateFile<>(path, Kept.class);
    bound = file.load(new Kept(0)).bound();
    last = bound;
  }

  synchronized String next() {
    long micros = System.currentTimeMillis() * 1000;
    // A bound from before a restart lies ahead of the clock by a few minutes at most.
    last = Math.max(last + 1, micros);
    if (last >= bound) {
      bound = last + RESERVE_MICROS;
      file.save(new Kept(bound));
    }
    return String.format(Locale.ROOT, "%018X", last);
  }
}
