package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.source.SeenEvent;
import io.bindery.router.source.SourceStore;
import io.bindery.router.source.SourceView;
import io.bindery.router.source.Trial;
import io.bindery.service.access.Role;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.VersionedRoutes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** {@code /sources}: what asks for packages, switched, set, tried, and what became of events. */
final class SourceRoutes {
  private static final String PATH = "sources/{name}";
  private static final VersionedRoutes.Words WORDS =
      new VersionedRoutes.Words(
          "source",
          "definition",
          definition -> definition,
          "Source %s is at version %d meanwhile: read it again.",
          name ->
              "There is no source %s, or nothing of it that was set here; what the configuration"
                      .formatted(FieldException.shown(name))
                  + " says is changed there.");

  /** How a source is called that is tried and has no name yet. */
  private static final String UNNAMED = "source";

  private final SourceStore sources;
  private final VersionedRoutes<SourceView> versioned;

  SourceRoutes(SourceStore sources) {
    this.sources = sources;
    this.versioned = new VersionedRoutes<>(PATH, SourceRoutes::name, WORDS, sources);
  }

  List<Endpoint> endpoints() {
    var own =
        List.of(
            Endpoint.get("sources", Set.of("after", "limit"), this::all),
            Endpoint.json("POST", "sources:test", Set.of("name", "source", "event"), this::test)
                .reads(),
            Endpoint.get(PATH, Set.of(), this::read),
            Endpoint.definition("PUT", PATH, this::set).needs(Role.ADMIN),
            Endpoint.plain("POST", PATH + "/on", call -> turn(call, true)).needs(Role.ADMIN),
            Endpoint.plain("POST", PATH + "/off", call -> turn(call, false)).needs(Role.ADMIN),
            Endpoint.get(PATH + "/events", Set.of("state", "after", "limit"), this::events));
    return Stream.of(own, versioned.endpoints()).flatMap(List::stream).toList();
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
        .thenApply(view -> view.map(versioned::answer).orElseGet(() -> versioned.none(name(call))));
  }

  private CompletionStage<HttpResponse> set(Call call, JsonFields body) {
    return sources
        .set(name(call), body.values(), call.expectedVersion(), call.actor())
        .thenApply(outcome -> versioned.answer(name(call), outcome));
  }

  private CompletionStage<HttpResponse> turn(Call call, boolean enabled) {
    return sources
        .enable(name(call), enabled, call.expectedVersion(), call.actor())
        .thenApply(outcome -> versioned.answer(name(call), outcome));
  }

  private CompletionStage<HttpResponse> events(Call call) {
    return sources
        .events(
            name(call),
            call.oneOf("state", SeenEvent.State.values(), SeenEvent.State::word),
            call.after(),
            call.limit())
        .thenApply(page -> Reply.page("events", page, Map.of("source", name(call))));
  }

  /** Of a source that is there, by {@code name}; or of one that is not yet, by {@code source}. */
  private CompletionStage<HttpResponse> test(Call call, JsonFields body) throws FieldException {
    var event = body.object("event").tree().toString();
    var trial = trial(body, event);
    return Call.done(
        trial.map(Reply::ok).orElseGet(() -> versioned.none(body.tree().path("name").asText())));
  }

  private Optional<Trial> trial(JsonFields body, String event) throws FieldException {
    if (body.has("source")) {
      var name = body.optionalText("name").orElse(UNNAMED);
      return Optional.of(Trial.of(name, body.object("source").tree().toString(), event));
    }
    return sources.trial(body.text("name"), event);
  }
}
