package io.bindery.exchange.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.publication.PublicationCommand.Cancel;
import io.bindery.exchange.publication.PublicationCommand.GoOn;
import io.bindery.exchange.publication.PublicationCommand.Order;
import io.bindery.exchange.publication.PublicationCommand.Revoke;
import io.bindery.exchange.publication.PublicationEvent.PreparationStarted;
import io.bindery.exchange.publication.PublicationEvent.Prepared;
import io.bindery.exchange.publication.PublicationEvent.Received;
import io.bindery.platform.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Many publications against a model of Data Exchange, with crashes between any two steps, answers
 * that are lost, lists that lag and orders at any time. The clock is part of the model, so that an
 * hour takes a millisecond. Runs are chosen by {@code -Dbindery.seed=N -Dbindery.runs=N}.
 */
class PublicationModelTest {
  static final String ID = "model";
  private static final Instant T0 = Instant.parse("2026-11-30T10:00:00Z");
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private static final PublicationSettings SETTINGS =
      new PublicationSettings(
          Duration.ofSeconds(1),
          LOOK_AGAIN,
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 0),
          50,
          PublicationSettings.OutsideEnd.AGAIN,
          true,
          1,
          false,
          Set.of(),
          5,
          ModelledExchange.SLOTS,
          1,
          4,
          Duration.ofSeconds(1));

  @Test
  void whateverHappensNothingIsMadeTwiceAndNothingIsHalfPublic() {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    int runs = Integer.getInteger("bindery.runs", 300);
    System.out.printf("PublicationModelTest: -Dbindery.seed=%d, %d runs%n", seed, runs);
    var ends = new EnumMap<PublicationState, Integer>(PublicationState.class);
    for (int run = 0; run < runs; run++) {
      var one = new Run(seed + run);
      var end = one.toEnd();
      assertThat(one.exchange.judge(end))
          .as("seed %d, history %s", seed + run, one.history)
          .isEmpty();
      ends.merge(end.state(), 1, Integer::sum);
    }
    System.out.println("PublicationModelTest: " + ends);
    assertThat(ends.keySet())
        .contains(
            PublicationState.PUBLISHED,
            PublicationState.CANCELLED,
            PublicationState.REVOKED,
            PublicationState.FAILED);
  }

  /** One publication from its plan to its end. */
  private static final class Run {
    private record Call(Own.Ended ended, Instant answered) {}

    private final Random random;
    private final ModelledExchange exchange;
    private final double crashes;
    private final double orders;
    private final List<Call> calls = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private final JobTimes times = new JobTimes();
    private Publishing state = Publishing.UNKNOWN;
    private Instant now = T0;
    private Memory memory = new Memory(SETTINGS, times, now);

    private Run(long seed) {
      random = new Random(seed);
      exchange = new ModelledExchange(random, random.nextDouble() * 0.3);
      crashes = random.nextDouble() * 0.05;
      orders = random.nextInt(3) == 0 ? 0.02 : 0;
      write(
          List.of(
              new Received(
                  new ManifestRef.Kept("m"), false, Optional.empty(), Optional.empty(), T0),
              new PreparationStarted(T0),
              new Prepared(
                  1,
                  Optional.empty(),
                  "data-set",
                  "import",
                  Optional.empty(),
                  Map.of(),
                  (long) ModelledExchange.REVISIONS
                      * ModelledExchange.JOBS
                      * ModelledExchange.ASSETS,
                  1,
                  ModelledExchange.REVISIONS,
                  ModelledExchange.REVISIONS * ModelledExchange.JOBS,
                  "digest",
                  List.of(),
                  Optional.empty(),
                  T0)));
    }

    private Publishing toEnd() {
      for (int step = 0; step < 20_000; step++) {
        exchange.passes(now);
        if (state.state().hasEnded() && calls.isEmpty()) {
          if (state.state() != PublicationState.PUBLISHED || !mayOrder(0.3)) {
            return state;
          }
          order(new Revoke("somebody", "taken back for a test", null));
        }
        if (random.nextDouble() < crashes) {
          crash();
        }
        if (state.held().isPresent() && calls.isEmpty() && mayOrder(0.7)) {
          order(random.nextInt(3) == 0 ? anyOrder() : new GoOn("somebody", null));
        } else if (mayOrder(orders)) {
          order(anyOrder());
        }
        proceed();
      }
      throw new AssertionError(
          "no end: %s, under way %s, history %s"
              .formatted(state, calls, history.subList(history.size() - 60, history.size())));
    }

    private boolean mayOrder(double chance) {
      return random.nextDouble() < chance;
    }

    private Order anyOrder() {
      return random.nextBoolean()
          ? new Cancel("somebody", null)
          : new Revoke("somebody", "taken back for a test", null);
    }

    private void order(Order order) {
      var given = Orders.of(order, state, now);
      history.add(order.getClass().getSimpleName() + " " + given.answer());
      memory.hurry();
      write(given.events());
    }

    /** Nothing is left of what is not in the journal; calls that are out come to their end. */
    private void crash() {
      history.add("crash");
      calls.clear();
      now = now.plusMillis(1_000);
      memory = new Memory(SETTINGS, times, now);
    }

    private void proceed() {
      var next = Next.of(state, memory, SETTINGS, now);
      if (!next.intents().isEmpty()) {
        write(next.intents());
        return;
      }
      for (var step : next.steps()) {
        memory.begins(step);
        history.add(step.toString());
        var result = exchange.take(step, state, now);
        calls.add(new Call(new Own.Ended(step, result, now), now.plusMillis(random.nextInt(300))));
      }
      if (calls.isEmpty()) {
        now = next.wakeAt().filter(now::isBefore).orElse(now.plusMillis(100));
        return;
      }
      var call = calls.remove(random.nextInt(calls.size()));
      now = now.isBefore(call.answered()) ? call.answered() : now.plusMillis(1);
      answered(call.ended());
    }

    private void answered(Own.Ended ended) {
      memory.ends(ended.step());
      Results.note(ended, ID, state, memory, SETTINGS, now);
      write(Reaction.to(ID, state, ended.step(), ended.result(), SETTINGS, now));
    }

    private void write(List<PublicationEvent> events) {
      for (var event : events) {
        history.add(event.getClass().getSimpleName());
        state = state.apply(event);
        Results.written(event, memory);
      }
    }
  }
}
