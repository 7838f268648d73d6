package io.bindery.platform.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How it is with one dependency of a node: set by looks at it and by those who use it, from any
 * thread. A change is told in the log, once; what stays as it is, is not.
 */
public final class Part {
  private static final Logger log = LoggerFactory.getLogger(Part.class);

  private final Dependency dependency;
  private final LongSupplier nanoTime;

  private State state = State.WAITING;
  private Instant since = Instant.now();
  private Optional<Long> lastGood = Optional.empty();
  private Optional<Instant> failedAt = Optional.empty();
  private String words = "It has not been looked at yet.";
  private String wayOut = "";
  private List<String> warnings = List.of();

  /** Whether anything was told yet: what the first look finds is news, be it that we wait. */
  private boolean told;

  Part(Dependency dependency, LongSupplier nanoTime) {
    this.dependency = dependency;
    this.nanoTime = nanoTime;
  }

  public Dependency dependency() {
    return dependency;
  }

  /** It was used with success. Warnings of a look stay. */
  public void good() {
    set(Finding.up(), false);
  }

  /** It was used without success. Warnings of a look stay. */
  public void failed(Finding finding) {
    set(finding, false);
  }

  /** It was looked at: its warnings are those of this look. */
  public synchronized void found(Finding finding) {
    // Who may not look knows less than who has used it.
    if (finding.state() != State.UNKNOWN || state != State.UP) {
      set(finding, true);
    }
  }

  private synchronized void set(Finding finding, boolean looked) {
    if (finding.state() == State.UP) {
      lastGood = Optional.of(nanoTime.getAsLong());
    } else {
      failedAt = Optional.of(Instant.now());
    }
    if (looked) {
      finding.warnings().stream().filter(one -> !warnings.contains(one)).forEach(this::warn);
      warnings = finding.warnings();
    }
    // The words of one trouble may differ from time to time: that is no change.
    boolean changed = finding.state() != state || !told;
    words = finding.words();
    wayOut = finding.wayOut();
    if (changed) {
      since = finding.state() == state ? since : Instant.now();
      state = finding.state();
      tell(finding);
    }
  }

  private void tell(Finding finding) {
    boolean first = !told;
    told = true;
    switch (finding.state()) {
      case UP -> {
        if (!first) {
          log.info("{} works: {}", dependency.name(), dependency.described());
        }
      }
      case UNKNOWN ->
          log.warn(
              "{} may not be looked at, and is taken to be there: {}. {}",
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

  private void warn(String warning) {
    log.warn("{}: {}: {}", dependency.name(), dependency.described(), warning);
  }

  /** Whether what needs it can go on. */
  public synchronized boolean isUsable() {
    return state.isUsable();
  }

  public synchronized State state() {
    return state;
  }

  /** How long ago it was last found or used with success. */
  public synchronized Optional<Duration> age() {
    return lastGood.map(nanos -> Duration.ofNanos(nanoTime.getAsLong() - nanos));
  }

  /** How it is now. */
  public synchronized PartView view() {
    boolean well = state == State.UP;
    return new PartView(
        dependency.name(),
        dependency.kind().word(),
        dependency.setting(),
        dependency.value(),
        dependency.region(),
        dependency.required(),
        state.word(),
        since,
        age().map(Duration::toSeconds),
        well ? Optional.empty() : Optional.of(words).filter(text -> !text.isEmpty()),
        well ? Optional.empty() : Optional.of(wayOut).filter(text -> !text.isEmpty()),
        failedAt,
        warnings);
  }
}
