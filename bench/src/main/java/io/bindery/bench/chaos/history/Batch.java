package io.bindery.bench.chaos.history;

import java.util.List;

/**
 * A closed batch, as the journal has it.
 *
 * @param reason what closed it
 * @param recorded its elements, each as often as it was recorded
 */
public record Batch(String id, String prefix, String reason, List<Recorded> recorded) {
  public Batch {
    recorded = List.copyOf(recorded);
  }

  /**
   * An element in the journal.
   *
   * @param at when its transaction began, in milliseconds since 1970, by the database's clock
   */
  public record Recorded(Element element, long at) {}
}
