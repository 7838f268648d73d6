package io.bindery.router.operator;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import akka.stream.javadsl.Source;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.RefusedException;
import io.bindery.platform.wake.Rounds;
import io.bindery.protocol.field.FieldException;
import io.bindery.router.batch.Verb;
import io.bindery.router.operator.BulkOrder.Stage;
import io.bindery.router.operator.BulkRows.Taken;
import io.bindery.router.tables.BatchFilter;
import io.bindery.router.tables.BatchTargets;
import io.bindery.router.tables.BatchTargets.Target;
import io.bindery.router.tables.ListedBatch.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders to all batches that match a filter. One after the other is carried out, on one node of the
 * cluster; if that dies, another goes on. Batches that were opened after an order was given are
 * left alone, so that to tell some of them twice does no harm.
 */
public final class BulkOrders {
  private static final Logger log = LoggerFactory.getLogger(BulkOrders.class);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration LOOK_AT_ONE = Duration.ofMillis(100);

  /** So many batches are read, and told, before it is kept how far the order is. */
  private static final int PAGE = 500;

  private static final int AT_ONCE = 32;

  /** So many may wait. */
  private static final int WAITING = 100;

  private final ActorSystem<?> system;
  private final BulkRows rows;
  private final BatchTargets targets;
  private final BatchOperator operator;
  private final Clock clock;
  private final String runner = UUID.randomUUID().toString();

  private BulkOrders(ActorSystem<?> system, BatchOperator operator, Clock clock) {
    this.system = system;
    this.rows = new BulkRows(Tables.of(system));
    this.targets = new BatchTargets(Tables.of(system));
    this.operator = operator;
    this.clock = clock;
  }

  /**
   * Starts to carry them out on the oldest node.
   *
   * @param clock by which batches note when they were opened
   */
  public static BulkOrders start(ActorSystem<?> system, BatchOperator operator, Clock clock) {
    var orders = new BulkOrders(system, operator, clock);
    Rounds.start(system, NodeRole.ROUTER, "batch-orders", LOOK, orders::round);
    return orders;
  }

  /** More batches, or fewer, match than whoever gave the order expected. */
  public static final class OtherCountException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long count;

    OtherCountException(long expected, long count) {
      super(
          "%,d batches match, and not %,d: look again, and give the order with expect = %d if it is meant."
              .formatted(count, expected, count));
      this.count = count;
    }

    /** How many match. */
    public long count() {
      return count;
    }
  }

  /**
   * How many batches an order would be for.
   *
   * @param only in which state; absent: any that the order does something to
   * @throws RefusedException if the order does nothing to such batches
   */
  public CompletionStage<Long> count(Verb verb, BatchFilter filter, Optional<State> only) {
    only.ifPresent(state -> checkState(verb, state));
    return targets
        .count(verb, filter, only)
        .thenApply(
            count -> {
              if (count > BatchTargets.MOST) {
                throw new RefusedException(
                    "filter",
                    "filter: more than %,d batches match; say a bucket or a prefix, and give several orders."
                        .formatted(BatchTargets.MOST));
              }
              return count;
            });
  }

  /**
   * Gives an order; it is carried out when those before it are.
   *
   * @param expected how many batches match, as {@link #count} said
   * @param who gives it
   * @return fails with an {@link OtherCountException} if another number match
   */
  public CompletionStage<BulkOrder> give(
      Verb verb, BatchFilter filter, Optional<State> only, long expected, String who) {
    BatchOperator.checkWho(who);
    var now = now();
    return count(verb, filter, only)
        .thenCompose(
            count -> {
              if (count != expected) {
                throw new OtherCountException(expected, count);
              }
              var order = waiting(verb, filter, only, expected, who, now);
              return rows.add(order, WAITING)
                  .thenApply(
                      added -> {
                        if (!added) {
                          throw new RefusedException(
                              "",
                              "%d orders wait already: give this one when some have ended."
                                  .formatted(WAITING));
                        }
                        return order;
                      });
            });
  }

  private static BulkOrder waiting(
      Verb verb, BatchFilter filter, Optional<State> only, long expected, String who, Instant now) {
    return new BulkOrder(
        UUID.randomUUID().toString().replace("-", ""),
        verb,
        filter,
        only,
        Stage.WAITING,
        expected,
        0,
        0,
        0,
        List.of(),
        who,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** One by its id. */
  public CompletionStage<Optional<BulkOrder>> byId(String orderId) {
    return rows.byId(orderId);
  }

  /** One by its id, once it is over; or as it stands after some time. */
  public CompletionStage<Optional<BulkOrder>> whenOver(String orderId, Duration patience) {
    return rows.byId(orderId)
        .thenCompose(
            found ->
                found.isEmpty() || found.get().stage().isOver() || patience.isNegative()
                    ? CompletableFuture.completedStage(found)
                    : Patterns.after(
                        LOOK_AT_ONE,
                        system.classicSystem(),
                        () -> whenOver(orderId, patience.minus(LOOK_AT_ONE))));
  }

  /**
   * Those there are and were, the latest first.
   *
   * @param after {@link Page#next()} of the page before
   */
  public CompletionStage<Page<BulkOrder>> list(Optional<Cursor> after, int limit) {
    return rows.list(after, limit);
  }

  /** Ends one that waits or runs; what it has done stays so. Answers how it stands then. */
  public CompletionStage<Optional<BulkOrder>> cancel(String orderId, String who) {
    BatchOperator.checkWho(who);
    return rows.cancel(orderId, who, now()).thenCompose(cancelled -> rows.byId(orderId));
  }

  /** Carries out the next order, if there is one. */
  private CompletionStage<Done> round() {
    return rows.take(runner, now())
        .thenCompose(
            taken ->
                taken.isEmpty()
                    ? CompletableFuture.completedStage(Done.done())
                    : takeUp(taken.get()));
  }

  /**
   * Those that were being told when the node before ended are told again, as far as the order still
   * has something to do to them: to the others it was done.
   */
  private CompletionStage<Done> takeUp(Taken taken) {
    var order = taken.order();
    var at = taken.at().map(Target::at);
    if (taken.begun().isEmpty()) {
      return goOn(order, at);
    }
    var begun = taken.begun().get();
    return targets
        .page(order.verb(), order.filter(), order.only(), at, PAGE)
        .thenCompose(
            page -> {
              var left =
                  page.stream().filter(it -> begun.entities().contains(it.entityId())).toList();
              long done = (long) begun.entities().size() - left.size();
              return tell(order, left)
                  .thenApply(tally -> tally.plus(new Tally(done, done, 0, List.of())));
            })
        .thenCompose(tally -> keep(order, begun.last(), tally));
  }

  private CompletionStage<Done> keep(BulkOrder order, Target last, Tally tally) {
    return rows.save(order.orderId(), runner, last, tally)
        .thenCompose(
            ours ->
                ours
                    ? goOn(order, Optional.of(last.at()))
                    : CompletableFuture.completedStage(Done.done()));
  }

  private CompletionStage<Done> goOn(BulkOrder order, Optional<Cursor> after) {
    return targets
        .page(order.verb(), order.filter(), order.only(), after, PAGE)
        .thenCompose(
            page -> {
              if (page.isEmpty()) {
                return end(order);
              }
              return rows.begin(order.orderId(), runner, page)
                  .thenCompose(
                      ours ->
                          ours
                              ? tell(order, page)
                                  .thenCompose(
                                      tally -> keep(order, page.get(page.size() - 1), tally))
                              : CompletableFuture.completedStage(Done.done()));
            });
  }

  private CompletionStage<Tally> tell(BulkOrder order, List<Target> page) {
    return Source.from(page)
        .mapAsyncUnordered(
            AT_ONCE,
            target ->
                operator
                    .tell(target, order.verb(), order.askedBy(), Optional.of(order.askedAt()))
                    .handle((done, failure) -> Tally.of(target.key().prefix(), done, failure)))
        .runFold(Tally.NOTHING, Tally::plus, system);
  }

  private CompletionStage<Done> end(BulkOrder order) {
    return rows.end(order.orderId(), runner, Stage.DONE, Optional.empty(), now())
        .thenCompose(ended -> rows.byId(order.orderId()))
        .thenApply(
            ended -> {
              ended.ifPresent(BulkOrders::report);
              return Done.done();
            });
  }

  private static void report(BulkOrder order) {
    log.info(
        "order {} of {} to {} batches is carried out: {} found, {} changed, {} failed",
        order.orderId(),
        FieldException.shown(order.askedBy()),
        order.verb().word(),
        order.found(),
        order.changed(),
        order.failed());
  }

  private static void checkState(Verb verb, State state) {
    var allowed = BatchTargets.states(verb);
    if (!allowed.contains(state)) {
      throw new RefusedException(
          "filter.state",
          "filter.state = %s: to %s does something to batches that are %s only."
              .formatted(
                  state.word(),
                  verb.word(),
                  allowed.stream().map(State::word).sorted().collect(Collectors.joining(" or "))));
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
