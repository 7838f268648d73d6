package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.source.SourceOutcome;
import io.bindery.router.source.SourceStore;
import io.bindery.router.source.Trial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /sources}: what asks for packages, switched, set, tried, and what became of events. */
final class SourceRoutes {
  private static final String PATH = "sources/{name}";
  private static final Set<String> LISTED = Set.of("after", "limit");

  /** How a source is called that is tried and has no name yet. */
  private static final String UNNAMED = "source";

  private final SourceStore sources;

  SourceRoutes(SourceStore sources) {
    this.sources = sources;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("sources", LISTED, this::all),
        Endpoint.json("POST", "sources:test", Set.of("name", "source", "event"), this::test),
        Endpoint.get(PATH, Set.of(), this::read),
        Endpoint.definition("PUT", PATH, this::set),
        Endpoint.plain("DELETE", PATH, this::remove),
        Endpoint.plain("POST", PATH + "/on", call -> turn(call, true)),
        Endpoint.plain("POST", PATH + "/off", call -> turn(call, false)),
        Endpoint.get(PATH + "/history", LISTED, this::history),
        Endpoint.get(PATH + "/history/{version}", Set.of(), this::change),
        Endpoint.get(PATH + "/events", Set.of("state", "after", "limit"), this::events));
  }

  private static String name(Call call) {
    return call.variable("name");
  }

  private CompletionStage<HttpResponse> all(Call call) {
    return sources.list(call.after(), call.limit()).thenApply(page -> Reply.page("sources", page));
  }

  private CompletionStage<HttpResponse> read(Call call) {
    return sources
        .of(name(call))
        .thenApply(
            view ->
                view.map(there -> Reply.versioned(Reply.ok(there), there.version()))
                    .orElseGet(() -> none(name(call))));
  }

  private CompletionStage<HttpResponse> set(Call call, JsonFields body) {
    return sources
        .set(name(call), body.values(), call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(name(call), outcome));
  }

  private CompletionStage<HttpResponse> turn(Call call, boolean enabled) {
    return sources
        .enable(name(call), enabled, call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(name(call), outcome));
  }

  private CompletionStage<HttpResponse> remove(Call call) {
    return sources
        .remove(name(call), call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(name(call), outcome));
  }

  private CompletionStage<HttpResponse> history(Call call) {
    return sources
        .history(name(call), call.after(), call.limit())
        .thenApply(page -> Reply.page("changes", page, Map.of("source", name(call))));
  }

  private CompletionStage<HttpResponse> change(Call call) {
    return sources
        .change(name(call), call.version())
        .thenApply(change -> change.map(Reply::ok).orElseGet(Reply::noSuchVersion));
  }

  private CompletionStage<HttpResponse> events(Call call) {
    return sources
        .events(name(call), call.parameter("state"), call.after(), call.limit())
        .thenApply(page -> Reply.page("events", page, Map.of("source", name(call))));
  }

  /** Of a source that is there, by {@code name}; or of one that is not yet, by {@code source}. */
  private CompletionStage<HttpResponse> test(Call call, JsonFields body) throws FieldException {
    var event = body.object("event").tree().toString();
    var trial = trial(body, event);
    return Call.done(trial.map(Reply::ok).orElseGet(() -> none(body.tree().path("name").asText())));
  }

  private Optional<Trial> trial(JsonFields body, String event) throws FieldException {
    if (body.has("source")) {
      var name = body.optionalText("name").orElse(UNNAMED);
      return Optional.of(Trial.of(name, body.object("source").tree().toString(), event));
    }
    return sources.trial(body.text("name"), event);
  }

  private static HttpResponse answer(String name, SourceOutcome outcome) {
    if (outcome instanceof SourceOutcome.Changed changed) {
      return Reply.versioned(Reply.ok(changed.view()), changed.view().version());
    }
    if (outcome instanceof SourceOutcome.Gone gone) {
      return Reply.versioned(HttpResponse.create().withStatus(204), gone.version());
    }
    if (outcome instanceof SourceOutcome.OtherVersion other) {
      return Reply.versioned(
          Reply.problem(
              412,
              "Source %s is at version %d meanwhile: read it again."
                  .formatted(name, other.version())),
          other.version());
    }
    return none(name);
  }

  private static HttpResponse none(String name) {
    return Reply.problem(
        404,
        "There is no source %s, or nothing of it that was set here; what the configuration says is"
                .formatted(FieldException.shown(name))
            + " changed there.");
  }
}
