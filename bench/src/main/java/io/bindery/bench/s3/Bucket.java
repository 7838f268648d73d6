package io.bindery.bench.s3;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What requests find in a bucket. */
interface Bucket {
  /**
   * One object.
   *
   * @param version absent = the newest
   */
  Optional<Item> find(String key, Optional<String> version);

  /** The objects from a key on, in order of keys; of each all versions, the newest first. */
  Iterator<List<Item>> from(String key);
}
