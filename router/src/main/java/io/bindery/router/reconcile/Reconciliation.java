package io.bindery.router.reconcile;

import java.time.Instant;
import java.util.Optional;

/**
 * A comparison of a bucket, or of what is below a prefix, with what was recorded.
 *
 * @param id 32 hexadecimal digits
 * @param prefix only keys that begin so; empty: all
 * @param since objects last modified before are left alone
 * @param everything whether that is compared as well which an earlier one found complete
 * @param askedBy who
 * @param found how far it is, or what it found
 * @param endedBy who cancelled it, if somebody did
 * @param error why it failed, or what it tries again after
 */
public record Reconciliation(
    String id,
    String bucket,
    String prefix,
    State state,
    Optional<Instant> since,
    boolean everything,
    String askedBy,
    Instant askedAt,
    Optional<Instant> startedAt,
    Found found,
    Optional<Instant> endedAt,
    Optional<String> endedBy,
    Optional<String> error) {

  /** Where it is. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }

  /**
   * Numbers of objects, each by its newest version.
   *
   * @param listed all of these; the others add up to it
   * @param ignored those that do not count by the policy, or are Bindery's own
   * @param recent those too young to judge
   * @param settled those not compared, because an earlier one did, or they are older than wanted
   * @param known those that were recorded
   * @param missing those that were not, and are now
   */
  public record Found(
      long listed, long ignored, long recent, long settled, long known, long missing) {
    static final Found NOTHING = new Found(0, 0, 0, 0, 0, 0);
  }
}
