package io.bindery.service.http.router;

import io.bindery.router.tables.BatchCounts;
import io.bindery.router.tables.ListedBatch.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts of batches as answers have them. */
final class Counted {
  private Counted() {}

  /** {@code counts}, and {@code at_least} with the states of which there may be more. */
  static Map<String, Object> fields(BatchCounts counts) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("counts", words(counts, List.of(State.values())));
    if (!counts.atLeast().isEmpty()) {
      fields.put("at_least", counts.atLeast().stream().map(State::word).toList());
    }
    return fields;
  }

  /** The counts of some states by their words. */
  static Map<String, Long> words(BatchCounts counts, List<State> states) {
    var words = new LinkedHashMap<String, Long>();
    states.forEach(state -> words.put(state.word(), counts.counts().get(state)));
    return words;
  }
}
