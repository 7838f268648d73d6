package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.load.Load.Shape;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.InProcessAws;
import io.bindery.bench.measure.Median;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Bindery and three others, in turn, on one database, with the same events. */
final class Contest implements AutoCloseable {
  static final Shape HOT = Shape.uniform(1);
  static final Shape ZIPF_100 = Shape.zipf(100);
  static final Shape UNIFORM_10K = Shape.uniform(10_000);

  private static final List<Shape> SHAPES =
      List.of(HOT, Shape.uniform(100), ZIPF_100, UNIFORM_10K, Shape.zipf(10_000));

  /** The loads that the others are measured with. */
  private static final List<Shape> COMPARED = List.of(ZIPF_100, UNIFORM_10K);

  /** A lab's runs: long quiet times, and batches of a size that is worth a package. */
  private static final Rule RULE = new Rule(1_000, Duration.ofMinutes(5));

  /** So many slices are run before the first round: Akka and its drivers are compiled for long. */
  private static final int WARM_UP_SLICES = 3;

  /** Other object events than those that are measured. */
  private static final long LEAD_IN_SEEDS = 50;

  /** Who takes part. */
  enum Who {
    BINDERY("Bindery"),
    CAMEL("Camel aggregator, JDBC repository"),
    ROW_PER_EVENT("one row per event"),
    LIMIT("limit: one insert per event");

    final String words;

    Who(String words) {
      this.words = words;
    }
  }

  /** The rounds of one contestant with one load. */
  record Entry(Who who, Shape shape, List<Measured> rounds) {
    double rate() {
      return median(rounds.stream().mapToDouble(Measured::rate).toArray());
    }

    double p50() {
      return median(rounds.stream().mapToDouble(Measured::p50).toArray());
    }

    double p99() {
      return median(rounds.stream().mapToDouble(Measured::p99).toArray());
    }

    private static double median(double... values) {
      return Median.of(values);
    }
  }

  private final Sizes sizes;
  private final long seed;
  private final BenchNode node;
  private final Map<Who, Contestant> contestants = new LinkedHashMap<>();

  Contest(BenchDatabase database, Sizes sizes, long seed) {
    this.sizes = sizes;
    this.seed = seed;
    node = BenchNode.start(database, InProcessAws.with(new Announcements()), RULE, Map.of());
    contestants.put(Who.BINDERY, new BinderyRouter(node));
    node.record(new Load(HOT, seed, "first").next(1));
    var payload =
        database.bytes("SELECT event_payload FROM event_journal WHERE seq_nr = 1 LIMIT 1");
    contestants.put(Who.CAMEL, new CamelAggregator(database, sizes.clients(), RULE));
    contestants.put(Who.ROW_PER_EVENT, new RowPerEvent(database, sizes.clients(), RULE));
    contestants.put(Who.LIMIT, new InsertLimit(database, sizes.clients(), payload));
  }

  /** Runs all rounds; the loads and contestants take turns within each. */
  List<Entry> run(Consumer<String> progress) {
    var entries = new ArrayList<Entry>();
    for (var shape : SHAPES) {
      for (var who : Who.values()) {
        if (who == Who.BINDERY || COMPARED.contains(shape)) {
          entries.add(new Entry(who, shape, new ArrayList<>()));
        }
      }
    }
    for (int round = 0; round <= sizes.rounds(); round++) {
      progress.accept(
          round == 0 ? "warming up" : "round %d of %d".formatted(round, sizes.rounds()));
      for (int i = 0; i < entries.size(); i++) {
        run(entries.get(i), round, seed + 10_000L * round + 100L * i);
      }
    }
    return entries;
  }

  private void run(Entry entry, int round, long roundSeed) {
    boolean warmUp = round == 0;
    boolean light = entry.who() == Who.ROW_PER_EVENT || entry.who() == Who.LIMIT;
    var length = warmUp && !light ? sizes.slice().multipliedBy(WARM_UP_SLICES) : sizes.slice();
    var contestant = contestants.get(entry.who());
    contestant.run(entry.shape(), leadIn(entry.shape()), roundSeed + LEAD_IN_SEEDS);
    var measured = contestant.run(entry.shape(), length, roundSeed);
    if (!warmUp) {
      entry.rounds().add(measured);
    }
  }

  /** Until most prefixes were written to: what slept since the last round is awake. */
  private Duration leadIn(Shape shape) {
    return sizes
        .slice()
        .dividedBy(4)
        .plus(sizes.slice().multipliedBy(shape.prefixes()).dividedBy(8_000));
  }

  @Override
  public void close() {
    contestants.values().forEach(Contestant::close);
    node.close();
  }
}
