package io.bindery.packager.job;

import io.bindery.platform.retry.Backoff;
import java.time.Duration;

/**
 * How often and when a job is tried again.
 *
 * @param attempts in all, at least 1
 * @param first pause, doubled after each further failure
 * @param longest pause
 * @param refusedFor how long what AWS refuses is tried again, such as a right that was taken away;
 *     these attempts do not count
 */
public record RetryPolicy(int attempts, Duration first, Duration longest, Duration refusedFor) {
  /** Whether there is another attempt after this one, counted from 1. */
  boolean allowsAfter(int attempt) {
    return attempt < attempts;
  }

  /** The pause after this attempt, counted from 1. */
  Duration pauseAfter(int attempt) {
    return new Backoff(first, longest).after(attempt);
  }
}
