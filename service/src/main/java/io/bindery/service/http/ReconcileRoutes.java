package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.reconcile.Reconciliation;
import io.bindery.router.reconcile.Reconciliations;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /reconciliations}: comparisons of buckets with what was recorded. */
final class ReconcileRoutes {
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 1000;
  private static final int ACCEPTED = 202;
  private static final String PATH = "reconciliations";

  private final Requests requests;
  private final Reconciliations reconciliations;

  ReconcileRoutes(Requests requests, Reconciliations reconciliations) {
    this.requests = requests;
    this.reconciliations = reconciliations;
  }

  Route route() {
    return concat(
        path(
            PATH,
            () ->
                extractRequest(
                    request ->
                        concat(
                            get(() -> completeWithFuture(list(new Query(request)))),
                            post(() -> completeWithFuture(ask(request)))))),
        path(
            segment(PATH).slash(segment()),
            id -> get(() -> completeWithFuture(reconciliations.byId(id).thenApply(this::answer)))),
        path(
            segment(PATH).slash(segment()).slash("cancel"),
            id -> post(() -> extractRequest(request -> completeWithFuture(cancel(id, request))))));
  }

  private CompletionStage<HttpResponse> list(Query query) {
    query.only("bucket", "after", "limit");
    return reconciliations
        .list(
            query.get("bucket"),
            query.get("after"),
            Requests.number("limit", query.get("limit"), PAGE, LONGEST_PAGE))
        .thenApply(Reply::ok);
  }

  private CompletionStage<HttpResponse> ask(HttpRequest request) {
    var actor = Requests.actor(request);
    return requests.json(
        request,
        body -> {
          Requests.only(body, "bucket", "prefix", "since", "everything");
          return reconciliations
              .ask(
                  Requests.bucket(body.text("bucket")),
                  body.optionalText("prefix").orElse(""),
                  since(body),
                  Requests.flag(body, "everything"),
                  actor)
              .thenApply(asked -> Reply.json(ACCEPTED, asked));
        });
  }

  private CompletionStage<HttpResponse> cancel(String id, HttpRequest request) {
    var actor = Requests.actor(request);
    return reconciliations.cancel(id, actor).thenApply(this::answer);
  }

  private HttpResponse answer(Optional<Reconciliation> found) {
    return found
        .map(Reply::ok)
        .orElseGet(() -> Reply.problem(404, "There is no reconciliation of this id."));
  }

  private static Optional<Instant> since(JsonFields body) throws FieldException {
    return body.has("since") ? Optional.of(body.time("since")) : Optional.empty();
  }
}
