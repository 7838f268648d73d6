package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.deadletter.Choice;
import io.bindery.platform.deadletter.DeadLetter;
import io.bindery.platform.deadletter.DeadLetterQueue;
import io.bindery.platform.deadletter.DeadLetters;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.look.Refusals;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.access.Role;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** {@code /dead-letters}: messages that could not be handled, and orders to them. */
final class DeadLetterRoutes {
  private static final String PATH = "dead-letters";
  private static final String QUEUES = "router (notices) or packager (descriptions)";
  private static final int AT_ONCE = 100;
  private static final int MOST_AT_ONCE = 1_000;
  private static final int LONGEST_ID = 128;
  private static final int LONGEST_TEXT = 1_000;

  private record Listing(
      String queue,
      String url,
      long about,
      Optional<Integer> movedAfter,
      boolean complete,
      List<DeadLetter> messages) {}

  private record Outcome(
      String queue,
      int done,
      List<DeadLetters.NotDone> notDone,
      List<String> notFound,
      boolean complete) {}

  private final DeadLetters letters;

  DeadLetterRoutes(DeadLetters letters) {
    this.letters = letters;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH, Set.of("queue", "moved_by", "match", "limit"), this::list),
        Endpoint.get(PATH + "/orders", Set.of("queue", "after", "limit"), this::orders),
        Endpoint.get(PATH + "/{queue}/{id}", Set.of(), this::one),
        Endpoint.json(
            "POST",
            PATH + "/redrive",
            Set.of("queue", "ids", "all", "moved_by", "match", "limit"),
            this::redrive),
        Endpoint.json(
                "POST",
                PATH + "/discard",
                Set.of("queue", "ids", "all", "moved_by", "match", "limit", "why"),
                this::discard)
            .needs(Role.ADMIN));
  }

  private CompletionStage<HttpResponse> list(Call call) throws FieldException {
    var queue = queue(call.parameter("queue"));
    var choice = new Choice(Set.of(), movedBy(call.parameter("moved_by")), call.parameter("match"));
    return answered(
        queue,
        letters
            .list(queue, choice, call.limit())
            .thenApply(
                found -> {
                  var fitting = Reply.fitting(found.messages());
                  return Reply.ok(
                      new Listing(
                          queue.name(),
                          queue.url(),
                          found.about(),
                          found.movedAfter(),
                          found.complete() && fitting.size() == found.messages().size(),
                          fitting));
                }));
  }

  private CompletionStage<HttpResponse> one(Call call) throws FieldException {
    var queue = queue(Optional.of(call.variable("queue")));
    return answered(
        queue,
        letters
            .find(queue, call.variable("id"))
            .thenApply(
                found ->
                    found
                        .map(Reply::ok)
                        .orElseGet(
                            () ->
                                Reply.problem(
                                    404,
                                    "No dead letter of this id was seen: it has left the queue, or"
                                        + " somebody else has it in hand for a minute."))));
  }

  private CompletionStage<HttpResponse> orders(Call call) throws FieldException {
    var queue =
        call.parameter("queue").isPresent()
            ? Optional.of(queue(call.parameter("queue")).name())
            : Optional.<String>empty();
    return letters
        .orders(queue, call.after(), call.limit())
        .thenApply(page -> Reply.page("orders", page));
  }

  private CompletionStage<HttpResponse> redrive(Call call, JsonFields body) throws FieldException {
    var queue = queue(body.optionalText("queue"));
    return answered(
        queue,
        letters
            .redrive(queue, choice(body), limit(body), call.actor())
            .thenApply(outcome -> answer(queue, outcome)));
  }

  private CompletionStage<HttpResponse> discard(Call call, JsonFields body) throws FieldException {
    var queue = queue(body.optionalText("queue"));
    var why = body.text("why").strip();
    if (why.isEmpty() || why.length() > LONGEST_TEXT) {
      throw FieldException.notAllowed(
          "why", why, "a text of 1 to %d characters, which is kept".formatted(LONGEST_TEXT));
    }
    return answered(
        queue,
        letters
            .discard(queue, choice(body), limit(body), call.actor(), why)
            .thenApply(outcome -> answer(queue, outcome)));
  }

  private static HttpResponse answer(DeadLetterQueue queue, DeadLetters.Outcome outcome) {
    return Reply.ok(
        new Outcome(
            queue.name(),
            outcome.done().size(),
            outcome.notDone(),
            outcome.notFound(),
            outcome.complete()));
  }

  /** What SQS refuses is told with the setting that names the queue. */
  private static CompletionStage<HttpResponse> answered(
      DeadLetterQueue queue, CompletionStage<HttpResponse> answer) {
    return answer.exceptionallyCompose(
        failure -> {
          var trouble = Trouble.of(failure);
          if (trouble.isEmpty()) {
            return CompletableFuture.failedFuture(Causes.of(failure));
          }
          var words =
              "The dead-letter queue of the %s cannot be used, which is set by %s = %s: %s"
                  .formatted(queue.name(), queue.setting(), queue.url(), Refusals.words(failure));
          return Call.done(
              trouble.get().isForAWhile()
                  ? Reply.later(words)
                  : Reply.problemOf("queue", 422, words));
        });
  }

  private DeadLetterQueue queue(Optional<String> name) throws FieldException {
    var queue = name.flatMap(letters::queue);
    if (queue.isEmpty()) {
      throw FieldException.notAllowed("queue", name.orElse("(absent)"), QUEUES);
    }
    return queue.get();
  }

  /** What was only forgotten must not become an order to the whole queue. */
  private static Choice choice(JsonFields body) throws FieldException {
    var ids = new LinkedHashSet<String>();
    if (body.has("ids")) {
      for (var element : body.elements("ids")) {
        var id = element.node().asText();
        if (!element.node().isTextual() || id.isEmpty() || id.length() > LONGEST_ID) {
          throw FieldException.notAllowed(
              element.path(), element.node().toString(), "the id of a message, as a text");
        }
        ids.add(id);
      }
    }
    boolean all = Call.flag(body, "all");
    if (ids.isEmpty() != all || ids.size() > MOST_AT_ONCE) {
      throw FieldException.notAllowed(
          "ids",
          "%d ids".formatted(ids.size()),
          "1 to %d ids; or say \"all\": true in their place, for all that moved_by and match allow"
              .formatted(MOST_AT_ONCE));
    }
    return new Choice(ids, movedBy(body.optionalText("moved_by")), body.optionalText("match"));
  }

  private static int limit(JsonFields body) throws FieldException {
    return body.has("limit") ? (int) body.wholeNumber("limit", 1, MOST_AT_ONCE) : AT_ONCE;
  }

  private static Optional<DeadLetter.MovedBy> movedBy(Optional<String> word) throws FieldException {
    if (word.isEmpty()) {
      return Optional.empty();
    }
    var movedBy =
        Arrays.stream(DeadLetter.MovedBy.values())
            .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word.get()))
            .findFirst();
    if (movedBy.isEmpty()) {
      throw FieldException.notAllowed(
          "moved_by",
          word.get(),
          "one of "
              + Arrays.stream(DeadLetter.MovedBy.values())
                  .map(one -> one.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ")));
    }
    return movedBy;
  }
}
