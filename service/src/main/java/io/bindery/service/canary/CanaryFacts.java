package io.bindery.service.canary;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the table says of canaries.
 *
 * @param now by the database's clock
 * @param last the last two, newest first
 * @param passedAt when the last one passed that did
 * @param uncleaned how many have ended whose files are still there
 * @param cleaningError what could not be removed of the last one that was to be, and why
 */
record CanaryFacts(
    Instant now,
    List<CanaryRun> last,
    Optional<Instant> passedAt,
    long uncleaned,
    Optional<String> cleaningError) {
  CanaryFacts {
    last = List.copyOf(last);
  }

  CanaryFacts of(List<CanaryRun> runs) {
    return new CanaryFacts(now, runs, passedAt, uncleaned, cleaningError);
  }

  Optional<CanaryRun> open() {
    return last.stream().filter(run -> run.endedAt().isEmpty()).findFirst();
  }

  Optional<CanaryRun> lastEnded() {
    return last.stream().filter(run -> run.endedAt().isPresent()).findFirst();
  }
}
