package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.router.announce.Target;
import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Drives the decisions of a batch with random operations beside a model that keeps everything in
 * plain collections, and compares after each one.
 */
class BatchModelTest {
  private static final int RUNS = 40;
  private static final int OPERATIONS = 5_000;
  private static final BatchKey KEY = new BatchKey("lab-data", "run/");

  /** What is true, kept in the simplest way. */
  private static final class Model {
    final Set<Long> seen = new HashSet<>();
    final Map<String, Long> openKeys = new LinkedHashMap<>();
    final List<String> closedByModel = new ArrayList<>();
    long openBytes;
    Instant dueAt;

    void record(List<RecordedObject> objects, Trigger trigger, Instant now) {
      if (objects.stream().allMatch(object -> seen.contains(object.identity()))) {
        return;
      }
      passTime(now);
      for (var object : objects) {
        if (seen.add(object.identity())) {
          openKeys.merge(object.name(), 1L, Long::sum);
          openBytes += object.size();
        }
      }
      dueAt = now.plus(trigger.quiet().orElseThrow());
      if (openKeys.size() >= trigger.count().orElseThrow()) {
        close("count");
      }
    }

    void passTime(Instant now) {
      if (!openKeys.isEmpty() && !now.isBefore(dueAt)) {
        close("quiet");
      }
    }

    private void close(String reason) {
      closedByModel.add(reason + " " + openKeys.size() + " files " + openBytes + " bytes");
      openKeys.clear();
      openBytes = 0;
    }
  }

  @Test
  void doesWhatTheModelDoes() {
    for (int run = 0; run < RUNS; run++) {
      long seed = System.nanoTime() + run;
      run(seed, new Random(seed));
    }
  }

  private static void run(long seed, Random random) {
    var trigger = new Trigger(1 + random.nextInt(30), Duration.ofSeconds(1 + random.nextInt(300)));
    var model = new Model();
    var journal = new ArrayList<BatchEvent>();
    var closed = new ArrayList<BatchEvent.BatchClosed>();
    var state = BatchState.EMPTY;
    var now = Instant.parse("2026-11-20T10:00:00Z");
    var delivered = new ArrayList<RecordedObject>();
    for (int operation = 0; operation < OPERATIONS; operation++) {
      List<BatchEvent> events = List.of();
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          var objects = fresh(random, now, 1 + random.nextInt(5));
          delivered.addAll(objects);
          events = record(state, objects, trigger, now);
          model.record(objects, trigger, now);
        }
        case 3 -> {
          // Redelivered: recent ones, some with something new beside them.
          var objects = new ArrayList<>(again(random, delivered));
          if (random.nextBoolean()) {
            objects.addAll(fresh(random, now, 1));
            delivered.addAll(objects.subList(objects.size() - 1, objects.size()));
          }
          events = record(state, objects, trigger, now);
          model.record(objects, trigger, now);
        }
        case 4 -> now = now.plusMillis(random.nextInt(100_000));
        case 5 -> {
          events = Decisions.onTime(state, Uncounted.NONE, trigger, now);
          model.passTime(now);
        }
        case 6 -> {
          if (!state.unannounced().isEmpty()) {
            var batchId = state.unannounced().get(0).batchId();
            events = AnnouncementPlan.confirmed(state, Target.EVENT_BUS, batchId, "event", now);
            assertThat(
                    AnnouncementPlan.confirmed(
                        state.apply(events.get(0)), Target.EVENT_BUS, batchId, "again", now))
                .isEmpty();
          }
        }
        default -> {
          if (random.nextInt(50) == 0) {
            assertThat(Decisions.replay(BatchState.EMPTY, journal))
                .as("recovered, seed %d, operation %d", seed, operation)
                .isEqualTo(state);
          }
        }
      }
      journal.addAll(events);
      closed.addAll(closed(events));
      state = Decisions.replay(state, events);
      compare(seed, operation, state, model, closed);
    }
    var ids = closed.stream().map(BatchEvent.BatchClosed::batchId).toList();
    assertThat(ids).as("seed %d", seed).doesNotHaveDuplicates();
    // Nothing is lost: every identity is in exactly one event of the journal.
    var recorded =
        journal.stream()
            .filter(BatchEvent.ObjectsRecorded.class::isInstance)
            .flatMap(event -> ((BatchEvent.ObjectsRecorded) event).objects().stream())
            .map(RecordedObject::identity)
            .toList();
    assertThat(recorded).as("seed %d", seed).doesNotHaveDuplicates();
    assertThat(new HashSet<>(recorded)).as("seed %d", seed).isEqualTo(model.seen);
  }

  private static List<BatchEvent> record(
      BatchState state, List<RecordedObject> objects, Trigger trigger, Instant now) {
    return Decisions.record(state, KEY, Arrivals.of(objects), Uncounted.NONE, trigger, now)
        .events();
  }

  private static void compare(
      long seed,
      int operation,
      BatchState state,
      Model model,
      List<BatchEvent.BatchClosed> closed) {
    assertThat(state.open().map(open -> open.totals().files()).orElse(0L))
        .as("open files, seed %d, operation %d", seed, operation)
        .isEqualTo(model.openKeys.size());
    assertThat(state.open().map(open -> open.totals().bytes()).orElse(0L))
        .as("open bytes, seed %d, operation %d", seed, operation)
        .isEqualTo(model.openBytes);
    state
        .open()
        .ifPresent(
            open ->
                assertThat(open.dueAt())
                    .as("due, seed %d, operation %d", seed, operation)
                    .contains(model.dueAt));
    assertThat(closed.size())
        .as("closed, seed %d, operation %d", seed, operation)
        .isEqualTo(model.closedByModel.size());
    if (!closed.isEmpty()) {
      var last = closed.get(closed.size() - 1);
      assertThat(model.closedByModel.get(closed.size() - 1))
          .as("last closed, seed %d, operation %d", seed, operation)
          .isEqualTo(
              last.reason().word()
                  + " "
                  + last.totals().files()
                  + " files "
                  + last.totals().bytes()
                  + " bytes");
    }
  }

  private static List<BatchEvent.BatchClosed> closed(List<BatchEvent> journal) {
    return journal.stream()
        .filter(BatchEvent.BatchClosed.class::isInstance)
        .map(BatchEvent.BatchClosed.class::cast)
        .toList();
  }

  private static List<RecordedObject> fresh(Random random, Instant now, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new RecordedObject(
                    "key-" + random.nextInt(200),
                    random.nextInt(1_000),
                    now.plusSeconds(random.nextInt(200_000) - 100_000L).toEpochMilli(),
                    random.nextLong()))
        .toList();
  }

  private static List<RecordedObject> again(Random random, List<RecordedObject> delivered) {
    return delivered.isEmpty()
        ? List.of()
        : random
            .ints(1 + random.nextInt(4), Math.max(0, delivered.size() - 10_000), delivered.size())
            .mapToObj(delivered::get)
            .toList();
  }
}
