package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.delete;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.Directives.put;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.source.SeenEvent;
import io.bindery.router.source.SourceChange;
import io.bindery.router.source.SourceOutcome;
import io.bindery.router.source.SourceStore;
import io.bindery.router.source.SourceView;
import io.bindery.router.source.Trial;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /sources}: what asks for packages, switched, set, tried, and what became of events. */
final class SourceRoutes {
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 1000;

  /** How a source is called that is tried and has no name yet. */
  private static final String UNNAMED = "source";

  private record All(List<SourceView> sources) {}

  private record History(String source, List<SourceChange> changes) {}

  private record Events(String source, List<SeenEvent> events) {}

  private final ActorSystem<?> system;
  private final Requests requests;
  private final SourceStore sources;

  SourceRoutes(ActorSystem<?> system, Requests requests, SourceStore sources) {
    this.system = system;
    this.requests = requests;
    this.sources = sources;
  }

  Route route() {
    return concat(
        path("sources", () -> get(() -> completeWithFuture(all()))),
        path(
            "sources:test",
            () -> post(() -> extractRequest(request -> completeWithFuture(test(request))))),
        path(
            segment("sources").slash(segment()),
            name ->
                concat(
                    get(() -> completeWithFuture(read(name))),
                    extractRequest(
                        request ->
                            concat(
                                put(() -> completeWithFuture(set(name, request))),
                                delete(() -> completeWithFuture(remove(name, request))))))),
        turned("on", true),
        turned("off", false),
        path(
            segment("sources").slash(segment()).slash("history"),
            name ->
                get(() -> extractRequest(request -> completeWithFuture(history(name, request))))),
        path(
            segment("sources").slash(segment()).slash("events"),
            name ->
                get(() -> extractRequest(request -> completeWithFuture(events(name, request))))));
  }

  private Route turned(String word, boolean enabled) {
    return path(
        segment("sources").slash(segment()).slash(word),
        name ->
            post(
                () -> extractRequest(request -> completeWithFuture(turn(name, enabled, request)))));
  }

  private CompletionStage<HttpResponse> all() {
    return sources.all().thenApply(views -> Reply.ok(new All(views)));
  }

  private CompletionStage<HttpResponse> read(String name) {
    return sources
        .of(name)
        .thenApply(
            view ->
                view.map(there -> withVersion(Reply.ok(there), there.version()))
                    .orElseGet(() -> none(name)));
  }

  private CompletionStage<HttpResponse> set(String name, HttpRequest request) {
    var expected = Requests.expectedVersion(request);
    var actor = Requests.actor(request);
    return requests.json(
        request,
        body ->
            sources
                .set(name, body.values(), expected, actor)
                .thenApply(outcome -> answer(name, outcome)));
  }

  private CompletionStage<HttpResponse> turn(String name, boolean enabled, HttpRequest request) {
    request.discardEntityBytes(system);
    return sources
        .enable(name, enabled, Requests.expectedVersion(request), Requests.actor(request))
        .thenApply(outcome -> answer(name, outcome));
  }

  private CompletionStage<HttpResponse> remove(String name, HttpRequest request) {
    return sources
        .remove(name, Requests.expectedVersion(request), Requests.actor(request))
        .thenApply(outcome -> answer(name, outcome));
  }

  private CompletionStage<HttpResponse> history(String name, HttpRequest request) {
    var query = new Query(request);
    query.only("limit");
    return sources
        .history(name, Requests.number("limit", query.get("limit"), PAGE, LONGEST_PAGE))
        .thenApply(changes -> Reply.ok(new History(name, changes)));
  }

  private CompletionStage<HttpResponse> events(String name, HttpRequest request) {
    var query = new Query(request);
    query.only("limit", "state");
    return sources
        .events(
            name,
            query.get("state"),
            Requests.number("limit", query.get("limit"), PAGE, LONGEST_PAGE))
        .thenApply(events -> Reply.ok(new Events(name, events)));
  }

  /** Of a source that is there, by {@code name}; or of one that is not yet, by {@code source}. */
  private CompletionStage<HttpResponse> test(HttpRequest request) {
    return requests.json(
        request,
        body -> {
          Requests.only(body, "name", "source", "event");
          var event = body.object("event").tree().toString();
          var trial = trial(body, event);
          return Requests.done(
              trial.map(Reply::ok).orElseGet(() -> none(body.tree().path("name").asText())));
        });
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
      return withVersion(Reply.ok(changed.view()), changed.view().version());
    }
    if (outcome instanceof SourceOutcome.Gone gone) {
      return withVersion(HttpResponse.create().withStatus(204), gone.version());
    }
    if (outcome instanceof SourceOutcome.OtherVersion other) {
      return withVersion(
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
                .formatted(name)
            + " changed there.");
  }

  private static HttpResponse withVersion(HttpResponse reply, long version) {
    return reply.addHeader(RawHeader.create("ETag", "\"" + version + "\""));
  }
}
