package io.bindery.exchange.publication;

import io.bindery.platform.retry.Backoff;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Set;

/**
 * How publications are made, from section {@code bindery.exchange}.
 *
 * @param callTimeout how long one call of Data Exchange may take
 * @param lookAgain how long lists of Data Exchange may not show what was created
 * @param poll the shortest pause between two looks at jobs
 * @param retry pauses after what passes
 * @param attempts of a job that fails by itself
 * @param outside what becomes of a job that was cancelled or timed out from outside
 * @param compareObjects whether objects are compared with the plan before anything is final
 * @param notifySubscribers whether subscribers are told
 * @param addRevisionsTo products of the old kind, whose revisions are added by change sets
 * @param jobsAhead how many jobs are created before they have a slot
 * @param sweep pause between two looks for publications that sleep
 */
public record PublicationSettings(
    Duration callTimeout,
    Duration lookAgain,
    Duration poll,
    Duration longestPoll,
    Backoff retry,
    int attempts,
    OutsideEnd outside,
    boolean compareObjects,
    int requests,
    boolean notifySubscribers,
    Set<String> addRevisionsTo,
    int revisionsPerChangeSet,
    int jobsAtOnce,
    int accessJobsAtOnce,
    int jobsAhead,
    Duration sweep) {
  /** How long a publication that has nothing to do stays in memory. */
  static final Duration IDLE = Duration.ofMinutes(2);

  private static final Duration SHORT = Duration.ofMillis(5);

  /** What becomes of a job that was cancelled or timed out from outside. */
  public enum OutsideEnd {
    /** It is made again. */
    AGAIN,
    /** The publication stops and tells it. */
    HOLD
  }

  public PublicationSettings {
    addRevisionsTo = Set.copyOf(addRevisionsTo);
  }

  /** Reads the section {@code bindery.exchange}. */
  public static PublicationSettings from(Settings settings) {
    var quotas = settings.section("quotas");
    var retry = settings.section("retry");
    var poll = settings.duration("poll-interval", SHORT, Duration.ofMinutes(10));
    var longest = retry.duration("longest", SHORT, Duration.ofHours(1));
    return new PublicationSettings(
        settings.duration("call-timeout", Duration.ofMillis(100), Duration.ofMinutes(10)),
        settings.duration("look-again", Duration.ZERO, Duration.ofHours(1)),
        poll,
        longest.compareTo(poll) > 0 ? longest : poll,
        new Backoff(retry.duration("first", SHORT, Duration.ofMinutes(10)), longest, 0.2),
        settings.integer("attempts", 1, 100),
        settings.choice("jobs-ended-outside", OutsideEnd.class),
        settings.flag("compare-objects"),
        settings.integer("requests", 1, 200),
        settings.flag("notify-subscribers"),
        Set.copyOf(settings.texts("add-revisions-to", Grammar.PRODUCT)),
        quotas.integer("revisions-per-change-set", 1, 100),
        quotas.integer("jobs-at-once", 1, 1_000),
        quotas.integer("access-jobs-at-once", 1, 1_000),
        settings.integer("jobs-ahead", 1, 100),
        settings.duration("sweep-interval", SHORT, Duration.ofMinutes(10)));
  }

  /** Whether revisions of a product become public by change sets. */
  boolean isOld(String product) {
    return addRevisionsTo.contains(product) || addRevisionsTo.contains("*");
  }
}
