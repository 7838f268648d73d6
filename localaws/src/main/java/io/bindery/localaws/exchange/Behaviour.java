package io.bindery.localaws.exchange;

import java.time.Duration;
import java.util.regex.Pattern;

/** What AWS does not document, and how long work takes. A client has to bear each choice. */
public final class Behaviour {
  /** What becomes of a job that is started beyond the quota of those in progress. */
  public enum OverLimit {
    /** 402 ServiceLimitExceededException, with the limit's name and value. */
    SERVICE_LIMIT,
    /** 409 ConflictException. */
    CONFLICT,
    /** 429 ThrottlingException. */
    THROTTLE,
    /** The start is taken, and the job ends at once in ERROR for its quota. */
    JOB_ERROR,
    /**
     * The start is taken: for clients that have to keep the quota themselves. Each is a violation.
     */
    ADMIT
  }

  /** What becomes of two assets of one name in a revision. */
  public enum SameName {
    /** Both are there. */
    BOTH,
    /** The last one is there. */
    LAST,
    /** The job ends in ERROR. */
    JOB_ERROR
  }

  private volatile OverLimit overLimit = OverLimit.CONFLICT;
  private volatile SameName sameName = SameName.BOTH;
  private volatile boolean errorLeavesAssets;
  private volatile boolean finalizeWhileImporting;
  private volatile boolean finalizeTwice = true;
  private volatile boolean finalizedIsFrozen = true;
  private volatile Duration listLag = Duration.ZERO;
  private volatile Duration jobTime = Duration.ofMillis(100);
  private volatile Duration changeSetTime = Duration.ofMillis(100);
  private volatile Pattern marker = Pattern.compile("\\[bindery:[^\\]]+\\]");

  Behaviour() {}

  /** At first CONFLICT. */
  public Behaviour overLimit(OverLimit way) {
    overLimit = way;
    return this;
  }

  /** At first BOTH. */
  public Behaviour sameName(SameName way) {
    sameName = way;
    return this;
  }

  /** Whether a job in ERROR leaves those assets that it could import; at first not. */
  public Behaviour errorLeavesAssets(boolean leaves) {
    errorLeavesAssets = leaves;
    return this;
  }

  /** Whether a revision may be finalized while its jobs are in progress; at first not (409). */
  public Behaviour finalizeWhileImporting(boolean may) {
    finalizeWhileImporting = may;
    return this;
  }

  /** Whether finalizing a finalized revision is answered with success; if not, with 409. */
  public Behaviour finalizeTwice(boolean may) {
    finalizeTwice = may;
    return this;
  }

  /**
   * Whether changes to a finalized revision are refused, as AWS does; if not they are let through,
   * and each is a violation.
   */
  public Behaviour finalizedIsFrozen(boolean frozen) {
    finalizedIsFrozen = frozen;
    return this;
  }

  /** How long a listing does not show what was created; at first it does at once. */
  public Behaviour listLag(Duration lag) {
    listLag = checked(lag);
    return this;
  }

  /** How long jobs take that are started from now on; at first 100 ms. AWS's example takes 51 s. */
  public Behaviour jobTime(Duration time) {
    jobTime = checked(time);
    return this;
  }

  /** How long change sets take that are started from now on, half of it to prepare. */
  public Behaviour changeSetTime(Duration time) {
    changeSetTime = checked(time);
    return this;
  }

  /** What tells the intent of a revision in its comment; two of one intent are a violation. */
  public Behaviour marker(Pattern pattern) {
    marker = pattern;
    return this;
  }

  private static Duration checked(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("The time is " + time + ": it must be 0 or more.");
    }
    return time;
  }

  OverLimit overLimit() {
    return overLimit;
  }

  SameName sameName() {
    return sameName;
  }

  boolean errorLeavesAssets() {
    return errorLeavesAssets;
  }

  boolean finalizeWhileImporting() {
    return finalizeWhileImporting;
  }

  boolean finalizeTwice() {
    return finalizeTwice;
  }

  boolean finalizedIsFrozen() {
    return finalizedIsFrozen;
  }

  Duration listLag() {
    return listLag;
  }

  Duration jobTime() {
    return jobTime;
  }

  Duration changeSetTime() {
    return changeSetTime;
  }

  Pattern marker() {
    return marker;
  }

  /** All as at first. */
  void reset() {
    Behaviour fresh = new Behaviour();
    overLimit = fresh.overLimit;
    sameName = fresh.sameName;
    errorLeavesAssets = fresh.errorLeavesAssets;
    finalizeWhileImporting = fresh.finalizeWhileImporting;
    finalizeTwice = fresh.finalizeTwice;
    finalizedIsFrozen = fresh.finalizedIsFrozen;
    listLag = fresh.listLag;
    jobTime = fresh.jobTime;
    changeSetTime = fresh.changeSetTime;
    marker = fresh.marker;
  }
}
