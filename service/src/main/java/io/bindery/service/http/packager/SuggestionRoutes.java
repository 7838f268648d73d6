package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.suggest.SuggestionFilter;
import io.bindery.packager.suggest.SuggestionState;
import io.bindery.packager.suggest.SuggestionView;
import io.bindery.packager.suggest.Suggestions;
import io.bindery.packager.tables.JobFilter;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.RequestException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** {@code /suggestions}: packages that wait for somebody's decision. */
final class SuggestionRoutes {
  private static final String PATH = "suggestions/{suggestion}";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final int LONGEST_REASON = 1000;
  private static final int ACCEPTED = 202;

  private final Suggestions suggestions;

  SuggestionRoutes(Suggestions suggestions) {
    this.suggestions = suggestions;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            "suggestions",
            Set.of("state", "registry", "name", "source", "batch", "after", "limit"),
            this::list),
        Endpoint.get(PATH, Set.of(), this::one),
        Endpoint.plain("POST", PATH + "/accept", this::accept),
        Endpoint.foreign(PATH + "/edit", "json", this::edit),
        Endpoint.json("POST", PATH + "/dismiss", Set.of("reason"), this::dismiss));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    var filter =
        new SuggestionFilter(
            call.oneOf("state", SuggestionState.values(), SuggestionState::word),
            call.parameter("registry"),
            call.parameter("name"),
            call.parameter("source").map(JobFilter::asStored),
            call.parameter("batch"));
    return suggestions
        .list(filter, call.after(), call.limit())
        .thenApply(page -> Reply.page("suggestions", page));
  }

  private static String id(Call call) {
    var id = call.variable("suggestion");
    if (!ID.matcher(id).matches()) {
      throw new RequestException(
          "suggestion", "The id of a suggestion has 32 lower-case hexadecimal digits.");
    }
    return id;
  }

  private CompletionStage<HttpResponse> one(Call call) {
    return suggestions
        .find(id(call))
        .thenApply(found -> found.map(it -> shown(200, it)).orElseGet(SuggestionRoutes::unknown));
  }

  private CompletionStage<HttpResponse> accept(Call call) {
    return suggestions
        .accept(id(call), call.expectedVersion(), call.actor())
        .thenApply(
            outcome ->
                answer(ACCEPTED, outcome)
                    .addHeaders(
                        job(outcome)
                            .map(job -> List.of(PackageRoutes.location(job)))
                            .orElse(List.of())));
  }

  private static Optional<String> job(Suggestions.Outcome outcome) {
    return outcome instanceof Suggestions.Changed changed
        ? changed.view().jobs().jobId()
        : Optional.empty();
  }

  private CompletionStage<HttpResponse> edit(Call call, String json) {
    return suggestions
        .edit(id(call), json, call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(ACCEPTED, outcome));
  }

  private CompletionStage<HttpResponse> dismiss(Call call, JsonFields body) throws FieldException {
    var reason = body.text("reason").strip();
    if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
      throw FieldException.notAllowed(
          "reason", reason, "a text of 1 to %d characters".formatted(LONGEST_REASON));
    }
    return suggestions
        .dismiss(id(call), reason, call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(200, outcome));
  }

  private static HttpResponse answer(int status, Suggestions.Outcome outcome) {
    if (outcome instanceof Suggestions.Changed changed) {
      return shown(status, changed.view());
    }
    if (outcome instanceof Suggestions.OtherVersion other) {
      return Reply.versioned(
          Reply.problem(
              412,
              "The suggestion is at version %d meanwhile: read it again."
                  .formatted(other.version())),
          other.version());
    }
    if (outcome instanceof Suggestions.Over over) {
      return Reply.problem(409, over.reason());
    }
    return outcome instanceof Suggestions.Refused refused
        ? Reply.problemOf(refused.wrong().field(), 422, refused.wrong().reason())
        : unknown();
  }

  private static HttpResponse shown(int status, SuggestionView view) {
    return Reply.versioned(Reply.json(status, view), view.standing().version());
  }

  private static HttpResponse unknown() {
    return Reply.problem(404, "There is no suggestion of this id.");
  }
}
