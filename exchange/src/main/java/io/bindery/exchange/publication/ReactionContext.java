package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.aws.Limit;
import io.bindery.exchange.publication.PublicationEvent.GivenUp;
import io.bindery.exchange.publication.PublicationEvent.Held;
import io.bindery.exchange.publication.PublicationEvent.QuotaMet;
import io.bindery.exchange.publication.Publishing.Aim;
import io.bindery.exchange.slots.JobPlace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a reaction is a function of, and what reactions have in common. */
record ReactionContext(String id, Publishing state, PublicationSettings settings, Instant now) {
  /** Of a sentence in an event, in UTF-16 units. */
  private static final int LONGEST = 2_000;

  private static final int EXAMPLES = 5;

  /** Whether it works for what was asked for, and nothing has stopped it. */
  boolean works() {
    return isPublishing() && state.held().isEmpty();
  }

  /** Whether it works for what was asked for. */
  boolean isPublishing() {
    return state.aim() == Aim.PUBLISH;
  }

  long revisions() {
    return state.plan().orElseThrow().revisions();
  }

  Optional<OpenJob> open(JobPlace place) {
    return state.revision(place.revision()).open(place.job());
  }

  Optional<OpenJob> open(JobPlace place, String jobId) {
    return open(place).filter(job -> job.isThere() && job.id().get().equals(jobId));
  }

  /** Gives the publication up, unless the failure passes. */
  List<PublicationEvent> givenUp(Result result, ReasonCode code) {
    return result instanceof Result.Failure failure
            && !failure.fault().kind().passes()
            && isPublishing()
        ? List.of(givenUp(code, failure.fault().text()))
        : List.of();
  }

  PublicationEvent givenUp(ReasonCode code, String text) {
    return new GivenUp(code, cut(text), now);
  }

  PublicationEvent held(ReasonCode code, String text) {
    return new Held(code, cut(text), now);
  }

  /** The revision is there no longer: somebody has deleted it, and nothing can be found in it. */
  List<PublicationEvent> gone(Result result) {
    return givenUp(result, ReasonCode.REFUSED);
  }

  /** A quota that tells how a plan has to be cut. */
  Optional<PublicationEvent> met(Limit limit) {
    long value = (long) limit.value();
    if (limit.name().equals(Limit.ASSETS_PER_REVISION) && value > 0) {
      return Optional.of(new QuotaMet(QuotaName.ASSETS_PER_REVISION, value, now));
    }
    return limit.name().equals(Limit.ASSETS_PER_IMPORT) && value > 0
        ? Optional.of(new QuotaMet(QuotaName.ASSETS_PER_JOB, value, now))
        : Optional.empty();
  }

  /** Once revisions are final, a right that is missing is told and not waited for. */
  static boolean isOfMoment(Fault fault) {
    return fault.kind().passes() && fault.kind() != Fault.Kind.NO_RIGHT;
  }

  static String some(Stream<String> texts) {
    var all = texts.toList();
    var first = all.stream().limit(EXAMPLES).collect(Collectors.joining(", "));
    return all.size() > EXAMPLES
        ? "%s and %,d more".formatted(first, all.size() - EXAMPLES)
        : first;
  }

  static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
