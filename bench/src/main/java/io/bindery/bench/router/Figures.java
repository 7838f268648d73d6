package io.bindery.bench.router;

import io.bindery.bench.router.Contest.Entry;
import io.bindery.bench.router.Contest.Who;
import io.bindery.bench.router.Load.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that one run gave. */
record Figures(
    Machine machine,
    Sizes sizes,
    long seed,
    List<Entry> contest,
    double sqsRate,
    Lateness.Millis lastEvent,
    Lateness.Millis resident,
    Lateness.Millis passivated,
    Restart.Recovery restart,
    OpenPrefixes.Seen open) {

  Entry entry(Who who, Shape shape) {
    return contest.stream()
        .filter(entry -> entry.who() == who && entry.shape().equals(shape))
        .findFirst()
        .orElseThrow();
  }

  /** How many times as fast as another contestant Bindery is. */
  double ratio(Who other, Shape shape) {
    return entry(Who.BINDERY, shape).rate() / entry(other, shape).rate();
  }

  /** The figures under the names that stay the same from version to version. */
  Map<String, Double> keyed() {
    var keyed = new LinkedHashMap<String, Double>();
    keyed.put("ratio_camel", ratio(Who.CAMEL, Contest.ZIPF_100));
    keyed.put("ratio_row_per_event", ratio(Who.ROW_PER_EVENT, Contest.ZIPF_100));
    keyed.put("ratio_limit_100", ratio(Who.LIMIT, Contest.ZIPF_100));
    keyed.put("ratio_limit_10k", ratio(Who.LIMIT, Contest.UNIFORM_10K));
    keyed.put("hot_prefix_events_per_s", entry(Who.BINDERY, Contest.HOT).rate());
    keyed.put("p99_durable_ms_10k", entry(Who.BINDERY, Contest.UNIFORM_10K).p99());
    keyed.put("sqs_messages_per_s", sqsRate);
    keyed.put("last_event_to_announcement_p50_ms", lastEvent.p50());
    keyed.put("last_event_to_announcement_p99_ms", lastEvent.p99());
    keyed.put("lateness_p99_ms_resident", resident.p99());
    keyed.put("lateness_p99_ms_passivated", passivated.p99());
    keyed.put("overdue_100k_seconds", restart.seconds());
    keyed.put("overdue_100k_doubles", (double) restart.doubles());
    keyed.put("open_1m_heap_mib", open.heapMebibytes());
    keyed.put("throughput_ratio_1m_to_1k_open", open.many() / open.few());
    return keyed;
  }
}
