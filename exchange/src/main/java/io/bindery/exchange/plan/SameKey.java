package io.bindery.exchange.plan;

/** What becomes of one key that comes from several buckets: both assets would have its name. */
public enum SameKey {
  /** The manifest is refused. */
  REFUSE,
  /** They go to different revisions. */
  SPLIT
}
