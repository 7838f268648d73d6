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
import io.bindery.router.batch.Verb;
import io.bindery.router.open.BatchLists;
import io.bindery.router.operator.BatchOperator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code /batches} and {@code /explain}: what is open, what was closed and why, and orders. */
final class BatchRoutes {
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 1000;

  private final Requests requests;
  private final BatchLists lists;
  private final BatchOperator operator;

  BatchRoutes(Requests requests, BatchLists lists, BatchOperator operator) {
    this.requests = requests;
    this.lists = lists;
    this.operator = operator;
  }

  Route route() {
    return concat(
        path("batches", () -> answered(this::open)),
        path(segment("batches").slash("closed"), () -> answered(this::closed)),
        path("explain", () -> answered(this::explain)),
        order(Verb.FLUSH),
        order(Verb.PAUSE),
        order(Verb.RESUME),
        order(Verb.DISCARD));
  }

  private static Route answered(Function<Query, CompletionStage<HttpResponse>> read) {
    return get(() -> extractRequest(request -> completeWithFuture(read.apply(new Query(request)))));
  }

  private CompletionStage<HttpResponse> open(Query query) {
    query.only("bucket", "prefix", "after", "limit");
    return lists
        .open(query.get("bucket"), query.get("prefix"), query.get("after"), limit(query))
        .thenApply(Reply::ok);
  }

  private CompletionStage<HttpResponse> closed(Query query) {
    query.only("bucket", "prefix", "after", "limit");
    return lists
        .closed(query.get("bucket"), query.get("prefix"), query.get("after"), limit(query))
        .thenApply(Reply::ok);
  }

  private static int limit(Query query) {
    return Requests.number("limit", query.get("limit"), PAGE, LONGEST_PAGE);
  }

  private CompletionStage<HttpResponse> explain(Query query) {
    query.only("bucket", "prefix", "batch_id");
    var batchId = query.get("batch_id");
    if (batchId.isPresent()) {
      return operator
          .explainClosed(batchId.get())
          .thenApply(
              past ->
                  past.map(Reply::ok)
                      .orElseGet(() -> Reply.problem(404, "No batch of this id was closed.")));
    }
    var bucket = query.get("bucket");
    var prefix = query.get("prefix");
    if (bucket.isEmpty() || prefix.isEmpty()) {
      throw new RequestException("Say bucket and prefix of the batch, or its batch_id.");
    }
    return operator.explain(bucket.get(), prefix.get()).thenApply(Reply::ok);
  }

  private Route order(Verb verb) {
    return path(
        segment("batches").slash(verb.word()),
        () -> post(() -> extractRequest(request -> completeWithFuture(order(verb, request)))));
  }

  private CompletionStage<HttpResponse> order(Verb verb, HttpRequest request) {
    var actor = Requests.actor(request);
    return requests.json(
        request,
        body -> {
          var bucket = body.text("bucket");
          var prefix = prefix(body);
          return prefix.isPresent()
              ? toOne(verb, bucket, prefix.get(), actor).thenApply(Reply::ok)
              : toAll(verb, bucket, actor).thenApply(Reply::ok);
        });
  }

  /** A prefix that was only forgotten must not become an order to the whole bucket. */
  private static Optional<String> prefix(JsonFields body) throws FieldException {
    var prefix = body.optionalText("prefix");
    boolean all = body.has("all") && Boolean.TRUE.equals(body.values().get("all"));
    if (prefix.isPresent() == all) {
      throw FieldException.notAllowed(
          "prefix",
          prefix.orElse("(absent)"),
          "the common prefix of one batch; or say \"all\": true in its place, for all of the bucket");
    }
    return prefix;
  }

  private CompletionStage<?> toOne(Verb verb, String bucket, String prefix, String actor) {
    return switch (verb) {
      case FLUSH -> operator.flush(bucket, prefix, actor);
      case PAUSE -> operator.pause(bucket, prefix, actor);
      case RESUME -> operator.resume(bucket, prefix, actor);
      case DISCARD -> operator.discard(bucket, prefix, actor);
    };
  }

  private CompletionStage<?> toAll(Verb verb, String bucket, String actor) {
    return switch (verb) {
      case FLUSH -> operator.flushBucket(bucket, actor);
      case PAUSE -> operator.pauseBucket(bucket, actor);
      case RESUME -> operator.resumeBucket(bucket, actor);
      case DISCARD -> operator.discardBucket(bucket, actor);
    };
  }
}
