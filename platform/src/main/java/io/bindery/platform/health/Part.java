package io.bindery.platform.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How it is with one dependency of a node: set by looks at it and by those who use it, from any
 * thread. It is as bad as the worse of both. A change is told in the log, once; what stays as it
 * is, is not.
 */
public final class Part {
  private static final Logger log = LoggerFactory.getLogger(Part.class);

  private final Dependency dependency;
  private final LongSupplier nanoTime;

  private Finding looked = Finding.waiting("It has not been looked at yet.");
  private Optional<Finding> used = Optional.empty();
  private Optional<State> told = Optional.empty();
  private Instant since = Instant.now();
  private Optional<Long> lastGood = Optional.empty();
  private Optional<Instant> failedAt = Optional.empty();
  private long unanswered;

  Part(Dependency dependency, LongSupplier nanoTime) {
    this.dependency = dependency;
    this.nanoTime = nanoTime;
  }

  public Dependency dependency() {
    return dependency;
  }

  /** It was looked at. */
  public synchronized void found(Finding finding) {
    finding.warnings().stream()
        .filter(one -> !looked.warnings().contains(one))
        .forEach(one -> log.warn("{}: {}: {}", dependency.name(), dependency.described(), one));
    looked = finding;
    noted(finding);
  }

  /** It was used with success, which proves that it is there. */
  public synchronized void good() {
    var finding = Finding.up();
    used = Optional.of(finding);
    if (!looked.state().isUsable()) {
      looked = finding.warning(looked.warnings().toArray(String[]::new));
    }
    noted(finding);
  }

  /** It was used without an error, which here proves nothing: its absence would be no error. */
  public synchronized void tried() {
    used = Optional.empty();
    tell();
  }

  /** It was used without success. */
  public synchronized void failed(Finding finding) {
    used = Optional.of(finding);
    noted(finding);
  }

  /** Something was sent to it and got no answer: it may have it, and gets it again. */
  public synchronized void unanswered() {
    unanswered++;
  }

  synchronized long unansweredCount() {
    return unanswered;
  }

  private void noted(Finding finding) {
    if (finding.state() == State.UP) {
      lastGood = Optional.of(nanoTime.getAsLong());
    } else if (!finding.state().isUsable()) {
      failedAt = Optional.of(Instant.now());
    }
    tell();
  }

  /** What counts: who has used it knows more than who may not look at it. */
  private Finding worse() {
    if (used.filter(finding -> !finding.state().isUsable()).isPresent()) {
      return used.get();
    }
    return looked.state() == State.UNKNOWN ? used.orElse(looked) : looked;
  }

  private void tell() {
    var finding = worse();
    boolean first = told.isEmpty();
    if (told.equals(Optional.of(finding.state()))) {
      return;
    }
    told = Optional.of(finding.state());
    since = Instant.now();
    switch (finding.state()) {
      case UP -> {
        if (!first) {
          log.info("{} works: {}", dependency.name(), dependency.described());
        }
      }
      case UNKNOWN ->
          log.warn(
              "{} is taken to be there: {}. {}",
              dependency.name(),
              dependency.described(),
              finding.told());
      case WAITING ->
          log.warn(
              "waiting for {}: {}. {}", dependency.name(), dependency.described(), finding.told());
      default ->
          log.error(
              "{} is {}: {}. {}",
              dependency.name(),
              finding.state().word(),
              dependency.described(),
              finding.told());
    }
  }

  /** Whether what needs it can go on. */
  public synchronized boolean isUsable() {
    return worse().state().isUsable();
  }

  public synchronized State state() {
    return worse().state();
  }

  /** What the last look found, whatever became of uses. */
  public synchronized State lookedState() {
    return looked.state();
  }

  /** How long ago it was last found or used with success; nothing if it never was. */
  public synchronized Optional<Duration> age() {
    return lastGood.map(nanos -> Duration.ofNanos(nanoTime.getAsLong() - nanos));
  }

  /** How it is now. */
  public synchronized PartView view() {
    var finding = worse();
    boolean well = finding.state() == State.UP;
    return new PartView(
        dependency.name(),
        dependency.kind().word(),
        dependency.setting(),
        dependency.value(),
        dependency.region(),
        dependency.required(),
        finding.state().word(),
        since,
        age().map(Duration::toSeconds),
        well ? Optional.empty() : Optional.of(finding.words()).filter(text -> !text.isEmpty()),
        well ? Optional.empty() : Optional.of(finding.wayOut()).filter(text -> !text.isEmpty()),
        failedAt,
        unanswered,
        looked.warnings());
  }
}
