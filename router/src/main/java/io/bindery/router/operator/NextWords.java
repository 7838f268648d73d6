package io.bindery.router.operator;

import io.bindery.router.batch.BatchView;
import io.bindery.router.batch.Condition;
import io.bindery.router.batch.Operation;
import io.bindery.router.batch.Outlook;
import io.bindery.router.operator.Next.What;
import io.bindery.router.operator.OperatorTables.Past;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what comes next for a batch. */
final class NextWords {
  private NextWords() {}

  static Next ofOpen(BatchView.Open open, Optional<Operation> paused, Instant now) {
    var outlook = open.outlook();
    var ifMore = outlook.flatMap(Outlook::ifMore);
    if (paused.isPresent()) {
      var ifResumed = outlook.flatMap(Outlook::ifResumed);
      return new Next(
          What.WAIT_FOR_ORDER,
          Optional.empty(),
          Optional.empty(),
          "it waits until somebody resumes or flushes it"
              + ifResumed
                  .map(then -> "; if it was resumed now, it would " + then(then, now))
                  .orElse(""),
          ifMore,
          ifResumed);
    }
    var words =
        open.closesAt()
            .map(at -> byTime(at, ifMore, now))
            .orElseGet(() -> byObjects(open, ifMore, now));
    return new Next(
        open.closesAt().isPresent() ? What.CLOSE : What.WAIT_FOR_OBJECTS,
        open.closesAt(),
        outlook.flatMap(Outlook::reason),
        words,
        ifMore,
        Optional.empty());
  }

  private static String byTime(Instant at, Optional<Outlook.Then> ifMore, Instant now) {
    if (!at.isAfter(now)) {
      return "it closes now: it is due since " + BatchWords.at(at, now);
    }
    var closes = "it closes at " + BatchWords.at(at, now);
    if (ifMore.isEmpty()) {
      return closes + " unless another object arrives";
    }
    var then = ifMore.get();
    if (then.closes()) {
      return closes + ", or at once when another object arrives, as it then " + enough(then);
    }
    return then.at().filter(at::equals).isPresent()
        ? closes + ", also if other objects arrive"
        : "%s unless another object arrives; if one arrived now, it would %s"
            .formatted(closes, then(then, now));
  }

  private static String byObjects(BatchView.Open open, Optional<Outlook.Then> ifMore, Instant now) {
    var missing =
        open.evidence().conditions().stream()
            .filter(condition -> !condition.met())
            .map(NextWords::missing)
            .collect(Collectors.joining(open.evidence().together() ? " and " : " or "));
    return "it waits for %s%s"
        .formatted(
            missing.isEmpty() ? "more objects" : missing,
            ifMore
                .filter(then -> then.closes() || then.at().isPresent())
                .map(then -> "; if another object arrived now, it would " + then(then, now))
                .orElse(""));
  }

  private static String missing(Condition condition) {
    long more = condition.need() - condition.have().orElse(0L);
    return switch (condition.name()) {
      case "count", "min-count" ->
          "%d more %s"
              .formatted(
                  more,
                  more == 1
                      ? condition.unit().substring(0, condition.unit().length() - 1)
                      : condition.unit());
      case "marker" -> condition.have().isEmpty() ? "its marker" : "its marker to settle";
      case "quiet" -> "quiet";
      default -> "its greatest age";
    };
  }

  private static String then(Outlook.Then then, Instant now) {
    if (then.closes()) {
      return "close at once, as it " + enough(then);
    }
    return then.at()
        .map(at -> at.isAfter(now) ? "close at " + BatchWords.at(at, now) : "close at once")
        .orElse("wait for more objects");
  }

  private static String enough(Outlook.Then then) {
    return switch (then.reason().orElse("")) {
      case "count" -> "has enough";
      case "max-age" -> "is old enough";
      case "marker" -> "has its marker";
      case "quiet" -> "was quiet for long enough";
      default -> "has all that is asked for";
    };
  }

  static Next ofNothing(BatchView view) {
    return Next.of(
        view.paused().isPresent() ? What.WAIT_FOR_ORDER : What.WAIT_FOR_OBJECTS,
        Optional.empty(),
        view.paused().isPresent()
            ? "the next object that counts opens a batch, which waits until somebody resumes or"
                + " flushes it"
            : "the next object that counts opens a batch");
  }

  static Next ofClosed(Past past) {
    var waiting =
        past.announcements().stream()
            .filter(one -> one.announcedAt().isEmpty())
            .map(Explanation.Announced::target)
            .collect(Collectors.joining(", "));
    return past.announcedAt().isPresent() || waiting.isEmpty()
        ? Next.of(What.NOTHING, Optional.empty(), "nothing: it is announced")
        : Next.of(
            What.ANNOUNCE,
            past.wakeAt(),
            "it is announced to %s, again and again until that confirms it".formatted(waiting));
  }
}
