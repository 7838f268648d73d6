package io.bindery.packager.suggest;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.packager.job.Intent;
import io.bindery.packager.job.PackageCommand;
import io.bindery.packager.job.Packages;
import io.bindery.packager.suggest.SuggestionRows.Known;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.wake.Rounds;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.PackageDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Suggestions and the orders that people give to them. An order is one statement that finds the
 * suggestion open and at its version, so that of two at once one has its way; the package is told
 * afterwards, until it has heard, with a message that is the same each time.
 */
public final class Suggestions {
  private static final Logger log = LoggerFactory.getLogger(Suggestions.class);

  private static final int TOLD_PER_ROUND = 100;
  private static final int TOLD_AT_ONCE = 8;

  /** The request that gave an order tells the package itself, unless its node dies. */
  private static final Duration TOLD_AFTER = Duration.ofSeconds(5);

  private final SuggestionRows rows;
  private final SuggestionChanges changes;
  private final Packages packages;
  private final Function<PackageDescription, CompletionStage<Optional<Wrong>>> check;

  /**
   * @param check says what is wrong with a description that people edited or accept, beyond its
   *     words: a bucket that is not allowed, a workflow that is not there; fails with what may pass
   */
  public Suggestions(
      Tables tables,
      Packages packages,
      Function<PackageDescription, CompletionStage<Optional<Wrong>>> check) {
    this.rows = new SuggestionRows(tables);
    this.changes = new SuggestionChanges(tables);
    this.packages = packages;
    this.check = check;
  }

  /**
   * What is wrong with a request.
   *
   * @param field empty if it is no field
   */
  public record Wrong(String field, String reason) {}

  /** What became of an order. */
  public sealed interface Outcome {}

  /** There is no such suggestion. */
  public record Unknown() implements Outcome {}

  /** It was carried out. */
  public record Changed(SuggestionView view) implements Outcome {}

  /** It is at another version than the one that was expected. */
  public record OtherVersion(long version) implements Outcome {}

  /** It is over. */
  public record Over(String reason) implements Outcome {}

  /** The order cannot be carried out. */
  public record Refused(Wrong wrong) implements Outcome {}

  /** Starts to tell packages what they have not heard, and to let suggestions expire. */
  public void start(ActorSystem<?> system, Duration interval) {
    Rounds.start(
        system,
        NodeRole.PACKAGER,
        "suggestions",
        interval,
        () ->
            changes
                .expire(Instant.now())
                .thenCompose(expired -> rows.due(Instant.now(), TOLD_PER_ROUND))
                .thenCompose(
                    due ->
                        Source.from(due)
                            .mapAsync(TOLD_AT_ONCE, this::tellAgain)
                            .runWith(Sink.ignore(), system)));
  }

  /** Suggestions, newest first. */
  public CompletionStage<Page<SuggestionView>> list(
      SuggestionFilter filter, Optional<Cursor> after, int limit) {
    return rows.page(filter, after, limit);
  }

  /** One, with the orders that were given to it. */
  public CompletionStage<Optional<SuggestionView>> find(String id) {
    return rows.whole(id);
  }

  /**
   * Orders the package.
   *
   * @param expected version that it must be at; absent: whichever
   * @param by who asks
   */
  public CompletionStage<Outcome> accept(String id, OptionalLong expected, String by) {
    return open(
        id,
        expected,
        known -> {
          PackageDescription wanted;
          try {
            wanted = known.wanted();
          } catch (DescriptionException e) {
            return refused(e);
          }
          return checked(
              wanted,
              () ->
                  changes
                      .accept(
                          id, known.view().standing().version(), by, Instant.now().plus(TOLD_AFTER))
                      .thenCompose(done -> done ? told(id) : accept(id, expected, by)));
        });
  }

  /**
   * Sets fields of the description, and has the folder looked at again.
   *
   * @param json an object with the fields; null for one as it was asked for
   * @param expected version that it must be at; absent: whichever
   * @param by who asks
   */
  public CompletionStage<Outcome> edit(String id, String json, OptionalLong expected, String by) {
    Edits own;
    try {
      own = Edits.parse(json);
    } catch (DescriptionException e) {
      return refused(e);
    }
    return open(
        id,
        expected,
        known -> {
          var all = known.edited().and(own);
          PackageDescription wanted;
          try {
            own.check(known.description());
            wanted = all.on(known.description());
          } catch (DescriptionException e) {
            return refused(e);
          }
          return checked(
              wanted,
              () ->
                  changes
                      .edit(
                          id,
                          known.view().standing().version(),
                          all,
                          wanted.name(),
                          own,
                          by,
                          Instant.now().plus(TOLD_AFTER))
                      .thenCompose(done -> done ? told(id) : edit(id, json, expected, by)));
        });
  }

  /**
   * Decides that the package is not made.
   *
   * @param expected version that it must be at; absent: whichever
   * @param by who asks
   * @param reason in the words of that person
   */
  public CompletionStage<Outcome> dismiss(
      String id, String reason, OptionalLong expected, String by) {
    return open(
        id,
        expected,
        known ->
            changes
                .dismiss(id, known.view().standing().version(), by, reason)
                .thenCompose(done -> done ? shown(id) : dismiss(id, reason, expected, by)));
  }

  private interface Order {
    CompletionStage<Outcome> to(Known known);
  }

  /** An order that finds another version than it has read begins again: with what is there now. */
  private CompletionStage<Outcome> open(String id, OptionalLong expected, Order order) {
    return rows.find(id)
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                return done(new Unknown());
              }
              var view = found.get().view();
              if (expected.isPresent() && expected.getAsLong() != view.standing().version()) {
                return done(new OtherVersion(view.standing().version()));
              }
              return view.standing().state() == SuggestionState.OPEN
                  ? order.to(found.get())
                  : done(new Over(over(view)));
            });
  }

  private static String over(SuggestionView view) {
    var at = view.times().endedAt().map(it -> " on " + it).orElse("");
    var by = view.ending().endedBy().orElse("");
    return switch (view.standing().state()) {
      case ACCEPTED ->
          "The suggestion was accepted by %s%s%s."
              .formatted(by, at, view.jobs().jobId().map(job -> ": its job is " + job).orElse(""));
      case DISMISSED ->
          "The suggestion was dismissed by %s%s: %s."
              .formatted(by, at, view.ending().endedFor().orElse("").replaceAll("[.]$", ""));
      case EXPIRED ->
          "The suggestion expired%s: make the package with: bindery package %s"
              .formatted(at, view.subject().source());
      case OPEN -> throw new IllegalStateException("the suggestion is open");
    };
  }

  private CompletionStage<Outcome> checked(
      PackageDescription wanted, Supplier<CompletionStage<Outcome>> order) {
    return check
        .apply(wanted)
        .thenCompose(wrong -> wrong.isPresent() ? done(new Refused(wrong.get())) : order.get());
  }

  /** An order that is recorded is carried out: if not now, in a round. */
  private CompletionStage<Outcome> told(String id) {
    return rows.find(id)
        .thenCompose(
            found ->
                found
                    .map(known -> tell(known).exceptionally(Suggestions::notTold))
                    .orElseGet(() -> CompletableFuture.completedFuture(Done.done())))
        .thenCompose(told -> shown(id));
  }

  private static Done notTold(Throwable failure) {
    log.warn("a package was not told of its suggestion, trying again: {}", Causes.text(failure));
    return Done.done();
  }

  private CompletionStage<Outcome> shown(String id) {
    return rows.whole(id)
        .thenApply(view -> view.<Outcome>map(Changed::new).orElseGet(Unknown::new));
  }

  /** One that cannot be told does not keep the others waiting. */
  private CompletionStage<Done> tellAgain(Known known) {
    return CompletableFuture.completedFuture(known)
        .thenCompose(this::tell)
        .exceptionallyCompose(
            failure -> {
              var unused = notTold(failure);
              return changes.later(known.view().suggestionId(), Instant.now().plus(TOLD_AFTER));
            });
  }

  /** Tells the package; the same message each time, so that it is done once. */
  private CompletionStage<Done> tell(Known known) {
    var view = known.view();
    var id = view.suggestionId();
    return switch (view.standing().state()) {
      case ACCEPTED ->
          answered(
                  packages.accept(
                      "suggestion " + id,
                      known.wanted(),
                      Intent.ORDER,
                      view.ending().endedBy().orElse(""),
                      view.origin().batches()))
              .thenCompose(jobId -> changes.made(id, jobId));
      case OPEN ->
          answered(
                  packages.accept(
                      "suggestion %s, edit %d".formatted(id, known.edits()),
                      PackageDescription.parse(known.description()),
                      Intent.SUGGESTION,
                      "suggestion " + id,
                      view.origin().batches()))
              .thenCompose(jobId -> changes.looked(id, known.edits()));
      case DISMISSED, EXPIRED -> changes.looked(id, known.edits());
    };
  }

  private static CompletionStage<String> answered(CompletionStage<PackageCommand.Answer> answer) {
    return answer.thenApply(
        it -> {
          if (it instanceof PackageCommand.Accepted accepted) {
            return accepted.jobId();
          }
          throw new IllegalStateException(((PackageCommand.Busy) it).reason());
        });
  }

  private static CompletionStage<Outcome> refused(DescriptionException e) {
    return done(new Refused(new Wrong(e.field(), e.getMessage())));
  }

  private static CompletionStage<Outcome> done(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
