package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.router.announce.Target;
import io.bindery.router.policy.Markers;
import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Drives the decisions of a batch with random operations beside a model that keeps everything in
 * plain collections, and compares after each one: no loss, no early or double close, no deadline
 * but the right one. Policies change, operators interfere, the clock jumps, and the batch restarts
 * from its journal on the way.
 */
class BatchModelTest {
  private static final int RUNS = Integer.getInteger("bindery.runs", 20);
  private static final int OPERATIONS = 5_000;
  private static final List<Verb> VERBS = List.of(Verb.values());
  private static final BatchKey KEY = new BatchKey("lab-data", "run/");

  @Test
  void doesWhatTheModelDoes() {
    for (int run = 0; run < RUNS; run++) {
      long seed = Long.getLong("bindery.seed", System.nanoTime() + run);
      new Run(seed).drive();
    }
  }

  /** One batch and its model, from their beginning. */
  private static final class Run {
    final long seed;
    final Random random;
    final BatchModel model = new BatchModel();
    final List<BatchEvent> journal = new ArrayList<>();
    final List<BatchEvent.BatchClosed> closed = new ArrayList<>();
    final List<RecordedObject> delivered = new ArrayList<>();
    BatchState state = BatchState.EMPTY;
    Uncounted pending = Uncounted.NONE;
    Instant now = Instant.parse("2026-11-20T10:00:00Z");
    Trigger trigger;
    int operation;

    Run(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.trigger = trigger();
    }

    void drive() {
      for (operation = 0; operation < OPERATIONS; operation++) {
        step();
        compare();
      }
      var ids = closed.stream().map(BatchEvent.BatchClosed::batchId).toList();
      assertThat(ids).as("seed %d", seed).doesNotHaveDuplicates();
      // Nothing is lost: every identity is in exactly one event of the journal.
      var recorded =
          journal.stream()
              .filter(BatchEvent.ObjectsRecorded.class::isInstance)
              .map(BatchEvent.ObjectsRecorded.class::cast)
              .flatMap(e -> List.of(e.objects(), e.deleted()).stream().flatMap(List::stream))
              .map(RecordedObject::identity)
              .toList();
      assertThat(recorded).as("seed %d", seed).doesNotHaveDuplicates();
      assertThat(new HashSet<>(recorded)).as("seed %d", seed).isEqualTo(model.seen);
    }

    void step() {
      switch (random.nextInt(17)) {
        case 0, 1, 2, 3, 4 -> {
          var objects = fresh(1 + random.nextInt(5));
          delivered.addAll(objects);
          record(objects, random.nextInt(8) == 0 ? fresh(1) : List.of());
        }
        case 5, 6 -> {
          // Redelivered: recent ones, some with something new beside them.
          var objects = new ArrayList<>(again());
          if (random.nextBoolean()) {
            var one = fresh(1);
            objects.addAll(one);
            delivered.addAll(one);
          }
          record(objects, List.of());
        }
        case 7, 8 -> now = now.plusMillis(random.nextInt(100_000));
        case 9, 10 -> passTime();
        case 11 -> announce();
        case 12 -> {
          if (random.nextInt(10) == 0) {
            trigger = trigger();
            passTime();
          }
        }
        case 13 -> operate();
        case 15 -> seek();
        case 14 -> {
          if (random.nextInt(20) == 0) {
            now = now.minusSeconds(random.nextInt(20_000));
          }
        }
        default -> {
          if (random.nextInt(40) == 0) {
            restart();
          }
        }
      }
    }

    void record(List<RecordedObject> objects, List<RecordedObject> deleted) {
      var recording =
          Decisions.record(
              state,
              KEY,
              new Arrivals(objects, deleted, Uncounted.NONE),
              pending,
              trigger,
              false,
              now);
      long before = model.duplicates;
      model.record(objects, deleted, trigger, now);
      persist(recording.events());
      pending = recording.uncounted();
      if (recording.events().isEmpty()) {
        assertThat(model.duplicates).as(this::where).isEqualTo(before + objects.size());
      }
    }

    void passTime() {
      var events = Decisions.onTime(state, pending, trigger, false, now);
      model.passTime(trigger, now);
      pending = Operations.ends(events) ? Uncounted.NONE : pending;
      persist(events);
      // Asked again at the same time, it has nothing to say.
      assertThat(Decisions.onTime(state, pending, trigger, false, now)).as(this::where).isEmpty();
    }

    /** The journal is read for markers some time after a change of policy, as the actor does. */
    void seek() {
      var markers = trigger.marker();
      if (state.open().filter(open -> open.isToBeSought(markers)).isPresent()) {
        Optional<OpenBatch.Marker> found = Optional.empty();
        for (var event : journal) {
          found = MarkerReader.after(found, event, KEY, markers);
        }
        var events = Decisions.sought(state, pending, trigger, found, false, now);
        model.seek(trigger, now);
        pending = Operations.ends(events) ? Uncounted.NONE : pending;
        persist(events);
        assertThat(state.open().filter(open -> open.isToBeSought(markers))).as(where()).isEmpty();
      }
    }

    void operate() {
      var verb = VERBS.get(random.nextInt(VERBS.size()));
      if (verb == Verb.PAUSE && random.nextInt(3) > 0) {
        return;
      }
      var events = Decisions.operate(state, KEY, verb, "ann", pending, trigger, now);
      model.operate(verb, trigger, now);
      pending = Operations.ends(events) ? Uncounted.NONE : pending;
      persist(events);
    }

    void announce() {
      if (!state.unannounced().isEmpty()) {
        var batchId = state.unannounced().get(0).batchId();
        persist(AnnouncementPlan.confirmed(state, Target.EVENT_BUS, batchId, "event", 0, now));
        assertThat(AnnouncementPlan.confirmed(state, Target.EVENT_BUS, batchId, "again", 0, now))
            .as(this::where)
            .isEmpty();
      }
    }

    /** From the journal; what was only in memory is gone, as after a passivation. */
    void restart() {
      assertThat(Decisions.replay(BatchState.EMPTY, journal)).as(this::where).isEqualTo(state);
      model.duplicates -= pending.duplicates();
      pending = Uncounted.NONE;
      passTime();
    }

    void persist(List<BatchEvent> events) {
      journal.addAll(events);
      events.stream()
          .filter(BatchEvent.BatchClosed.class::isInstance)
          .map(BatchEvent.BatchClosed.class::cast)
          .forEach(closed::add);
      state = Decisions.replay(state, events);
    }

    void compare() {
      var open = state.open();
      assertThat(open.map(o -> o.totals().files()).orElse(0L))
          .as(where("open files"))
          .isEqualTo(model.openKeys.size());
      assertThat(open.map(OpenBatch::events).orElse(0L))
          .as(where("open events"))
          .isEqualTo(model.openEvents);
      assertThat(open.map(o -> o.totals().bytes()).orElse(0L))
          .as(where("open bytes"))
          .isEqualTo(model.openBytes());
      assertThat(open.flatMap(OpenBatch::dueAt)).as(where("due")).isEqualTo(model.dueAt);
      assertThat(open.map(OpenBatch::uncounted).orElse(Uncounted.NONE).plus(pending).duplicates())
          .as(where("duplicates"))
          .isEqualTo(model.duplicates);
      assertThat(closed.size()).as(where("closed")).isEqualTo(model.closed.size());
      if (!closed.isEmpty()) {
        var last = closed.get(closed.size() - 1);
        assertThat(
                last.reason().word()
                    + " "
                    + last.totals().files()
                    + " files "
                    + last.totals().bytes()
                    + " bytes")
            .as(where("last closed"))
            .isEqualTo(model.closed.get(closed.size() - 1));
      }
    }

    /** Put into words only if something differs: it is asked for a million times. */
    Supplier<String> where(String what) {
      return () -> what + ", " + where();
    }

    String where() {
      return "seed %d, operation %d, %s".formatted(seed, operation, trigger);
    }

    List<RecordedObject> fresh(int count) {
      return IntStream.range(0, count)
          .mapToObj(
              i ->
                  new RecordedObject(
                      random.nextInt(30) == 0 ? marker() : "key-" + random.nextInt(200),
                      random.nextInt(1_000),
                      now.plusSeconds(random.nextInt(200_000) - 100_000L).toEpochMilli(),
                      random.nextLong()))
          .toList();
    }

    List<RecordedObject> again() {
      return delivered.isEmpty()
          ? List.of()
          : random
              .ints(1 + random.nextInt(4), Math.max(0, delivered.size() - 10_000), delivered.size())
              .mapToObj(delivered::get)
              .toList();
    }

    Trigger trigger() {
      boolean marker = random.nextInt(2) == 0;
      int count = 1 + random.nextInt(30);
      return new Trigger(
          random.nextInt(4) == 0 ? Optional.empty() : Optional.of(count),
          random.nextBoolean() ? Trigger.CountMode.KEYS : Trigger.CountMode.EVENTS,
          random.nextInt(5) == 0 ? Optional.empty() : Optional.of(seconds(300)),
          random.nextInt(3) == 0 ? Optional.of(seconds(2_000)) : Optional.empty(),
          marker ? new Markers(List.of(marker())) : Markers.NONE,
          random.nextBoolean() ? Duration.ZERO : seconds(100),
          random.nextInt(3) == 0 ? 1 + random.nextInt(count) : 1,
          random.nextInt(3) == 0 ? Trigger.Combine.ALL : Trigger.Combine.ANY);
    }

    String marker() {
      return random.nextBoolean() ? "_SUCCESS" : "_DONE";
    }

    Duration seconds(int max) {
      return Duration.ofSeconds(1 + random.nextInt(max));
    }
  }
}
