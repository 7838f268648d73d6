package io.bindery.bench.router;

import io.bindery.bench.load.Load.Shape;
import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import io.bindery.bench.router.Contest.Entry;
import io.bindery.bench.router.Contest.Who;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that one run gave. */
record Figures(
    Machine machine,
    Sizes sizes,
    long seed,
    Part<List<Entry>> contest,
    Part<Double> sqsRate,
    Part<Lateness.Millis> lastEvent,
    Part<Lateness.Millis> resident,
    Part<Lateness.Millis> passivated,
    Part<Restart.Recovery> restart,
    Part<OpenPrefixes.Seen> open) {

  private static final int OVERDUE = 100_000;
  private static final int OPEN = 1_000_000;

  static Entry entry(List<Entry> entries, Who who, Shape shape) {
    return entries.stream()
        .filter(entry -> entry.who() == who && entry.shape().equals(shape))
        .findFirst()
        .orElseThrow();
  }

  /** How many times as fast as another contestant Bindery is. */
  static double ratio(List<Entry> entries, Who other, Shape shape) {
    return entry(entries, Who.BINDERY, shape).rate() / entry(entries, other, shape).rate();
  }

  /** The figures under the names that stay the same from version to version. */
  Map<String, Part<Double>> keyed() {
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("ratio_camel", ratio(Who.CAMEL, Contest.ZIPF_100));
    all.put("ratio_row_per_event", ratio(Who.ROW_PER_EVENT, Contest.ZIPF_100));
    all.put("ratio_limit_100", ratio(Who.LIMIT, Contest.ZIPF_100));
    all.put("ratio_limit_10k", ratio(Who.LIMIT, Contest.UNIFORM_10K));
    all.put("hot_prefix_events_per_s", bindery(Contest.HOT).map(Entry::rate));
    all.put("lateness_p99_ms_resident", resident.map(Lateness.Millis::p99));
    all.put("lateness_p99_ms_passivated", passivated.map(Lateness.Millis::p99));
    var overdue =
        sizes.overdue() == OVERDUE
            ? restart
            : Part.<Restart.Recovery>missing("This run had %,d.".formatted(sizes.overdue()));
    all.put("overdue_100k_seconds", overdue.map(Restart.Recovery::seconds));
    all.put("overdue_100k_doubles", overdue.map(recovery -> (double) recovery.doubles()));
    var million =
        sizes.open() == OPEN
            ? open
            : Part.<OpenPrefixes.Seen>missing("This run had %,d.".formatted(sizes.open()));
    all.put("open_1m_heap_mib", million.map(OpenPrefixes.Seen::heapMebibytes));
    all.put("throughput_ratio_1m_to_1k_open", million.map(seen -> seen.many() / seen.few()));
    return all;
  }

  /** Further figures, whose names may change. */
  Map<String, Part<Double>> more() {
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("uniform_10k_durable_p50_ms", bindery(Contest.UNIFORM_10K).map(Entry::p50));
    all.put("uniform_10k_durable_p99_ms", bindery(Contest.UNIFORM_10K).map(Entry::p99));
    contest.seen().stream()
        .flatMap(List::stream)
        .forEach(
            entry ->
                all.put(
                    "events_per_s, %s, %s".formatted(entry.who().words, entry.shape()),
                    Part.of(entry.rate())));
    all.put("sqs_messages_per_s", sqsRate);
    all.put("last_event_to_announcement_p50_ms", lastEvent.map(Lateness.Millis::p50));
    all.put("last_event_to_announcement_p99_ms", lastEvent.map(Lateness.Millis::p99));
    all.put("restart_first_event_durable_s", restart.map(Restart.Recovery::firstSeconds));
    all.put("open_few_events_per_s", open.map(OpenPrefixes.Seen::few));
    all.put("open_many_events_per_s", open.map(OpenPrefixes.Seen::many));
    all.put("open_all_busy_events_per_s", open.map(OpenPrefixes.Seen::all));
    return all;
  }

  private Part<Double> ratio(Who other, Shape shape) {
    return contest.map(entries -> ratio(entries, other, shape));
  }

  private Part<Entry> bindery(Shape shape) {
    return contest.map(entries -> entry(entries, Who.BINDERY, shape));
  }
}
