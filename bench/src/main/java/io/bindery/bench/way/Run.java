package io.bindery.bench.way;

import java.time.Instant;
import java.util.Set;

/**
 * A folder that an instrument has written.
 *
 * @param prefix of all its keys, with a slash at the end
 * @param files their names below it, with the marker's
 * @param marked just before the marker was uploaded
 */
record Run(String bucket, String prefix, Set<String> files, Instant marked) {
  /** As it follows from the folder. */
  String packageName() {
    return prefix.substring(0, prefix.length() - 1);
  }
}
