package io.bindery.packager.ahead;

import io.bindery.protocol.description.SourceFolder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders whose objects fail one after the other, as those of an archive or without the right to
 * read them: they are left alone for a while. For one thread.
 */
final class Aside {
  private static final Logger log = LoggerFactory.getLogger(Aside.class);

  /** So many failures in a row put a folder aside. */
  private static final int ROW = 20;

  private static final Duration LENGTH = Duration.ofMinutes(5);

  /** Rows of more folders are forgotten, the oldest first. */
  private static final int MOST = 1000;

  private final LongSupplier clock;
  private final Map<SourceFolder, Row> rows = new LinkedHashMap<>();

  /**
   * Failures since something worked.
   *
   * @param last moment of the last one that counts
   */
  private record Row(int failures, long last) {}

  /**
   * @param clock as {@link System#nanoTime()}
   */
  Aside(LongSupplier clock) {
    this.clock = clock;
  }

  boolean has(SourceFolder folder) {
    var row = rows.get(folder);
    if (row == null || row.failures() < ROW) {
      return false;
    }
    if (clock.getAsLong() - row.last() < LENGTH.toNanos()) {
      return true;
    }
    rows.remove(folder);
    return false;
  }

  /** Something of a folder failed. Tells whether that puts it aside. */
  boolean failed(SourceFolder folder, String why) {
    if (has(folder)) {
      return false;
    }
    var before = rows.remove(folder);
    int failures = before == null ? 1 : before.failures() + 1;
    rows.put(folder, new Row(failures, clock.getAsLong()));
    if (rows.size() > MOST) {
      rows.remove(rows.keySet().iterator().next());
    }
    if (failures < ROW) {
      return false;
    }
    log.info(
        "nothing of {} is hashed ahead for {} minutes, as {} objects in a row failed: {}",
        folder,
        LENGTH.toMinutes(),
        ROW,
        why);
    return true;
  }

  /** Something of a folder was read: its row has ended. */
  void worked(SourceFolder folder) {
    rows.remove(folder);
  }
}
