package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.batch.Verb;
import io.bindery.router.operator.BatchOperator;
import io.bindery.router.tables.BatchFilter;
import io.bindery.router.tables.BatchLists;
import io.bindery.router.tables.BatchOrder;
import io.bindery.router.tables.BatchQuery;
import io.bindery.router.tables.ListedBatch;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.RequestException;
import io.bindery.service.trace.Explainer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /batches} and {@code /explain}: what is open, what was closed and why, and orders. */
final class BatchRoutes {
  private static final String TEXT = "q";
  private static final String STATE = "state";
  private static final String ORDER = "order";
  private static final Set<String> LISTED =
      Set.of("bucket", "prefix", TEXT, STATE, ORDER, "after", "limit");
  private static final Set<String> CLOSED = Set.of("bucket", "prefix", TEXT, "after", "limit");
  private static final String ALL = "all";

  private final BatchLists lists;
  private final BatchOperator operator;
  private final Explainer explainer;

  BatchRoutes(BatchLists lists, BatchOperator operator, Explainer explainer) {
    this.lists = lists;
    this.operator = operator;
    this.explainer = explainer;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("batches", LISTED, this::list),
        Endpoint.get("batches/closed", CLOSED, this::closed),
        Endpoint.get("explain", Set.of("bucket", "prefix", "batch_id"), this::explain),
        order(Verb.FLUSH),
        order(Verb.PAUSE),
        order(Verb.RESUME),
        order(Verb.DISCARD));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    var state = call.oneOf(STATE, ListedBatch.State.values(), ListedBatch.State::word);
    var orders = state.orElse(ListedBatch.State.OPEN).orders();
    var order =
        call.oneOf(ORDER, orders.toArray(BatchOrder[]::new), BatchOrder::word)
            .orElse(orders.get(0));
    return answered(call, new BatchQuery(filter(call), state, order));
  }

  private CompletionStage<HttpResponse> closed(Call call) {
    return answered(call, new BatchQuery(filter(call), Optional.empty(), BatchOrder.LATEST));
  }

  private static BatchFilter filter(Call call) {
    return new BatchFilter(
        call.parameter("bucket"), call.parameter("prefix"), call.parameter(TEXT));
  }

  private CompletionStage<HttpResponse> answered(Call call, BatchQuery query) {
    return lists
        .list(query, call.after(), call.limit())
        .thenApply(
            found ->
                Reply.page(
                    "batches", found.page(), found.counts().map(Counted::fields).orElse(Map.of())));
  }

  private CompletionStage<HttpResponse> explain(Call call) {
    var batchId = call.parameter("batch_id");
    if (batchId.isPresent()) {
      return explainer
          .explainClosed(batchId.get())
          .thenApply(
              past ->
                  past.map(Reply::ok)
                      .orElseGet(() -> Reply.problem(404, "No batch of this id was closed.")));
    }
    var bucket = call.parameter("bucket");
    var prefix = call.parameter("prefix");
    if (bucket.isEmpty() || prefix.isEmpty()) {
      throw new RequestException(
          bucket.isEmpty() ? "bucket" : "prefix",
          "Say bucket and prefix of the batch, or its batch_id.");
    }
    return explainer.explain(bucket.get(), prefix.get()).thenApply(Reply::ok);
  }

  private Endpoint order(Verb verb) {
    return Endpoint.json(
        "POST",
        "batches/" + verb.word(),
        Set.of("bucket", "prefix", ALL),
        (call, body) -> {
          var actor = call.actor();
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
    if (prefix.isPresent() == Call.flag(body, ALL)) {
      throw FieldException.notAllowed(
          "prefix",
          prefix.orElse("(absent)"),
          "the common prefix of one batch; or say \"all\": true in its place, for all of the"
              + " bucket");
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
