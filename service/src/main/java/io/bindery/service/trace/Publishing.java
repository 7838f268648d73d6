package io.bindery.service.trace;

import io.bindery.service.trace.CarryingPublication.Link;
import io.bindery.service.trace.Trace.Status;
import io.bindery.service.trace.Trace.Step;
import io.bindery.service.trace.Trace.StepName;
import io.bindery.service.trace.Trace.StepState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The way of an object from a revision, or from S3 itself, into publications. */
final class Publishing {
  /** More of them are in the list of publications. */
  private static final int MOST_STEPS = 3;

  /** Where a way ended without a package: a publication of the object itself goes further. */
  private static final Set<Status> WITHOUT_PACKAGE =
      EnumSet.of(
          Status.NOT_WATCHED,
          Status.IGNORED,
          Status.NO_NOTICE,
          Status.NOT_PACKAGED,
          Status.DISCARDED,
          Status.UNKNOWN);

  private Publishing() {}

  static List<Step> steps(Facts facts) {
    return facts.carriers().publications().stream()
        .limit(MOST_STEPS)
        .map(
            it ->
                new Step(
                    StepName.PUBLICATION,
                    state(it),
                    it.finishedAt(),
                    "the publication of %s %s (publication %s)"
                        .formatted(of(it), it.words(), it.publicationId())))
        .toList();
  }

  private static String of(CarryingPublication it) {
    return it.linkedBy() == Link.PACKAGE
        ? it.source().orElse("the package")
        : it.manifest().map("the list "::concat).orElse("a list that came with a request");
  }

  private static StepState state(CarryingPublication it) {
    return switch (it.state()) {
      case PUBLISHED, UNCHANGED -> StepState.DONE;
      case REFUSED, FAILED, CANCELLED, REVOKED, REMOVING, REVOKING -> StepState.ENDED;
      default -> StepState.WAITING;
    };
  }

  /** A package stays a package, whoever publishes it. */
  static Conclusion end(Facts facts, Conclusion before) {
    var out =
        facts.carriers().publications().stream().filter(CarryingPublication::isOut).findFirst();
    if (out.isEmpty()) {
      return before;
    }
    var words = "Publication %s of it %s.".formatted(out.get().publicationId(), out.get().words());
    if (WITHOUT_PACKAGE.contains(before.status())) {
      return Conclusion.of(Status.PUBLISHED, words);
    }
    return new Conclusion(
        before.status(), before.words() + " " + words, before.wayOut(), before.rule());
  }
}
