package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Location;
import io.bindery.platform.failure.Causes;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.batch.Verb;
import io.bindery.router.operator.BulkOrder;
import io.bindery.router.operator.BulkOrders;
import io.bindery.router.tables.BatchFilter;
import io.bindery.router.tables.ListedBatch;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /batches/orders}: orders to all batches that match a filter. */
final class BulkRoutes {
  private static final String PATH = "batches/orders";
  private static final String ONE = PATH + "/{order}";
  private static final String ORDER = "order";
  private static final String EXPECT = "expect";
  private static final String FILTER = "filter";
  private static final Set<String> FILTERED = Set.of("bucket", "prefix", "q", "state");

  /** An order to a few batches is over by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final BulkOrders orders;

  BulkRoutes(BulkOrders orders) {
    this.orders = orders;
  }

  /** What a filter says, as it is sent and answered. */
  private record Wanted(Verb verb, BatchFilter filter, Optional<ListedBatch.State> only) {
    Map<String, String> fields() {
      var fields = new LinkedHashMap<String, String>();
      filter.bucket().ifPresent(it -> fields.put("bucket", it));
      filter.prefix().ifPresent(it -> fields.put("prefix", it));
      filter.text().ifPresent(it -> fields.put("q", it));
      only.ifPresent(it -> fields.put("state", it.word()));
      return fields;
    }
  }

  private record Trial(boolean dryRun, Verb order, Map<String, String> filter, long count) {}

  private record Given(
      String orderId,
      Verb order,
      Map<String, String> filter,
      BulkOrder.Stage state,
      long expected,
      long found,
      long changed,
      long unchanged,
      long failed,
      List<String> failures,
      String askedBy,
      Instant askedAt,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      Optional<String> endedBy,
      Optional<String> error) {
    static Given of(BulkOrder order) {
      return new Given(
          order.orderId(),
          order.verb(),
          new Wanted(order.verb(), order.filter(), order.only()).fields(),
          order.stage(),
          order.expected(),
          order.found(),
          order.changed(),
          order.unchanged(),
          order.failed(),
          order.failures(),
          order.askedBy(),
          order.askedAt(),
          order.startedAt(),
          order.endedAt(),
          order.endedBy(),
          order.error());
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.json("POST", PATH, Set.of(ORDER, FILTER, EXPECT, "dry_run"), this::give),
        Endpoint.get(PATH, Set.of("after", "limit"), this::list),
        Endpoint.get(ONE, Set.of(), this::one),
        Endpoint.plain("POST", ONE + "/cancel", this::cancel));
  }

  private CompletionStage<HttpResponse> give(Call call, JsonFields body) throws FieldException {
    var wanted = wanted(body);
    if (Call.flag(body, "dry_run")) {
      return orders
          .count(wanted.verb(), wanted.filter(), wanted.only())
          .thenApply(count -> Reply.ok(new Trial(true, wanted.verb(), wanted.fields(), count)));
    }
    if (!body.has(EXPECT)) {
      throw FieldException.notAllowed(
          EXPECT,
          "(absent)",
          "how many batches the order is meant for, as the same with \"dry_run\": true says");
    }
    long expected = body.wholeNumber(EXPECT, 0, Integer.MAX_VALUE);
    return orders
        .give(wanted.verb(), wanted.filter(), wanted.only(), expected, call.actor())
        .thenCompose(order -> orders.whenOver(order.orderId(), PATIENCE))
        .thenApply(BulkRoutes::given)
        .exceptionallyCompose(BulkRoutes::refused);
  }

  private static CompletionStage<HttpResponse> refused(Throwable failure) {
    if (Causes.of(failure) instanceof BulkOrders.OtherCountException other) {
      return Call.done(
          Reply.problemOf(EXPECT, 409, other.getMessage(), Map.of("count", other.count())));
    }
    return CompletableFuture.failedFuture(Causes.of(failure));
  }

  private static HttpResponse given(Optional<BulkOrder> found) {
    var order = found.orElseThrow();
    var answer = Given.of(order);
    return order.stage().isOver()
        ? Reply.ok(answer)
        : Reply.json(202, answer)
            .addHeader(Location.create("/api/v1/" + PATH + "/" + order.orderId()));
  }

  private static Wanted wanted(JsonFields body) throws FieldException {
    var verb =
        Call.oneOf(ORDER, Optional.of(body.text(ORDER)), Verb.values(), Verb::word).orElseThrow();
    if (!body.has(FILTER)) {
      throw FieldException.notAllowed(
          FILTER, "(absent)", "an object with bucket, prefix, q or state; {} for all batches");
    }
    var filter = body.object(FILTER);
    Endpoint.refuseOthers("field", filter.values().keySet(), FILTERED);
    return new Wanted(
        verb,
        new BatchFilter(
            filter.optionalText("bucket"), filter.optionalText("prefix"), filter.optionalText("q")),
        Call.oneOf(
            "filter.state",
            filter.optionalText("state"),
            ListedBatch.State.values(),
            ListedBatch.State::word));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return orders
        .list(call.after(), call.limit())
        .thenApply(page -> Reply.page("orders", page.map(Given::of)));
  }

  private CompletionStage<HttpResponse> one(Call call) {
    return orders.byId(call.variable(ORDER)).thenApply(BulkRoutes::answer);
  }

  private CompletionStage<HttpResponse> cancel(Call call) {
    return orders.cancel(call.variable(ORDER), call.actor()).thenApply(BulkRoutes::answer);
  }

  private static HttpResponse answer(Optional<BulkOrder> order) {
    return order
        .map(it -> Reply.ok(Given.of(it)))
        .orElseGet(() -> Reply.problem(404, "There is no order of this id."));
  }
}
