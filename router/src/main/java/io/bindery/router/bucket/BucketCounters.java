package io.bindery.router.bucket;

import java.util.Map;

/**
 * What became of the object events of one bucket on this node since its start. An event that is
 * delivered twice is counted twice here.
 *
 * @param handedOn events that went to a batch
 * @param ignored events that do not count, by reason: the ignore prefix, or one of {@value
 *     #OWN_WRITE}, {@value #DELETED}, {@value #RESTORED}
 */
public record BucketCounters(long handedOn, Map<String, Long> ignored) {
  static final String OWN_WRITE = "own write";
  static final String DELETED = "deleted";
  static final String RESTORED = "restored";

  public BucketCounters {
    ignored = Map.copyOf(ignored);
  }
}
