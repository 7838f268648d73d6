package io.bindery.router.operator;

import io.bindery.router.batch.BatchView;
import io.bindery.router.batch.Condition;
import io.bindery.router.batch.Evidence;
import io.bindery.router.batch.Operation;
import io.bindery.router.batch.Uncounted;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the state of a batch in words. */
final class BatchWords {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private BatchWords() {}

  /**
   * As in "17 of 20 keys, quiet for 212 of 300 s, 1 duplicate; closes at 14:03:10 UTC unless …".
   */
  static String open(BatchView.Open open, Optional<Operation> paused, Instant now) {
    return standing(open.evidence()) + "; " + outlook(open, paused, now);
  }

  static String closed(String reason, Instant closedAt, Optional<Evidence> evidence, long files) {
    var how =
        switch (reason) {
          case "count" ->
              "because it had enough %s".formatted(evidence.map(BatchWords::unit).orElse("keys"));
          case "quiet" -> "because nothing came for its quiet time";
          case "max-age" -> "because it had reached its greatest age";
          case "marker" ->
              evidence
                  .flatMap(Evidence::marker)
                  .map("because its marker %s came"::formatted)
                  .orElse("because its marker came");
          case "all" -> "because all its conditions held together";
          case "flush" ->
              "because %s flushed it"
                  .formatted(evidence.flatMap(Evidence::by).orElse("an operator"));
          default -> "by " + reason;
        };
    return "closed on %s UTC %s: %s"
        .formatted(
            DAY_AND_TIME.format(closedAt),
            how,
            evidence.map(BatchWords::standing).orElse(number(files, "file")));
  }

  static String paused(Operation operation) {
    return "paused by %s since %s UTC"
        .formatted(operation.by(), DAY_AND_TIME.format(operation.at()));
  }

  static String at(Instant instant, Instant now) {
    boolean today =
        instant
            .atOffset(ZoneOffset.UTC)
            .toLocalDate()
            .equals(now.atOffset(ZoneOffset.UTC).toLocalDate());
    return (today ? TIME : DAY_AND_TIME).format(instant) + " UTC";
  }

  private static String standing(Evidence evidence) {
    var parts = new ArrayList<String>();
    evidence.conditions().forEach(condition -> parts.add(condition(condition, evidence)));
    if (evidence.conditions().stream().noneMatch(c -> c.name().equals("count"))) {
      parts.add(0, number(evidence.events(), "event"));
    }
    if (evidence.reconciled() > 0) {
      parts.add(evidence.reconciled() + " found by reconciliation");
    }
    parts.addAll(uncounted(evidence.uncounted()));
    return String.join(", ", parts);
  }

  private static String condition(Condition condition, Evidence evidence) {
    return switch (condition.name()) {
      case "count" ->
          "%d of %d %s".formatted(condition.have().orElse(0L), condition.need(), condition.unit());
      case "min-count" ->
          condition.met()
              ? "at least %d %s".formatted(condition.need(), condition.unit())
              : "%d of the %d %s without which quiet time does not close it"
                  .formatted(condition.have().orElse(0L), condition.need(), condition.unit());
      case "quiet" -> "quiet for " + seconds(condition);
      case "max-age" -> "first event %s ago".formatted(seconds(condition));
      case "marker" -> marker(condition, evidence);
      default -> condition.name() + (condition.met() ? " holds" : " does not hold");
    };
  }

  private static String marker(Condition condition, Evidence evidence) {
    if (condition.have().isEmpty()) {
      return "no marker yet";
    }
    var came = "marker %s came".formatted(evidence.marker().orElse(""));
    return condition.need() == 0 ? came : came + " and settled for " + seconds(condition);
  }

  /** What there is to say about what came and did not count. */
  static List<String> uncounted(Uncounted uncounted) {
    var parts = new ArrayList<String>();
    uncounted
        .ignored()
        .forEach((pattern, times) -> parts.add("%d ignored by %s".formatted(times, pattern)));
    if (uncounted.duplicates() > 0) {
      parts.add(number(uncounted.duplicates(), "duplicate"));
    }
    if (uncounted.deleted() > 0) {
      parts.add(uncounted.deleted() + " deleted");
    }
    if (uncounted.restored() > 0) {
      parts.add(uncounted.restored() + " restored");
    }
    return parts;
  }

  private static String outlook(BatchView.Open open, Optional<Operation> paused, Instant now) {
    if (paused.isPresent()) {
      return paused(paused.get()) + ": it records, and closes only when flushed or resumed";
    }
    var together = open.evidence().together() ? ", all that is asked for holding together" : "";
    return open.closesAt()
        .map(
            at ->
                at.isAfter(now)
                    ? "closes at %s unless more arrive".formatted(at(at, now))
                    : "is due since %s".formatted(at(at, now)))
        .orElseGet(() -> "closes by more events only, not by time" + together);
  }

  private static String unit(Evidence evidence) {
    return evidence.conditions().stream()
        .filter(condition -> condition.name().equals("count"))
        .map(Condition::unit)
        .findFirst()
        .orElse("keys");
  }

  private static String seconds(Condition condition) {
    return "%s of %s s".formatted(seconds(condition.have().orElse(0L)), seconds(condition.need()));
  }

  private static String seconds(long millis) {
    // The whole second is enough, where there is one.
    return millis >= 1000 && millis % 1000 != 0 && millis > 10_000
        ? String.valueOf(millis / 1000)
        : BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
  }

  private static String number(long number, String what) {
    return number == 1 ? "1 " + what : number + " " + what + "s";
  }
}
