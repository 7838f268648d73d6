package io.bindery.bench.chaos.history;

import java.util.List;

/**
 * All that was seen of a run.
 *
 * @param rule by which batches close
 * @param puts every object version that S3 acknowledged
 * @param unanswered versions that S3 has besides, of uploads whose answer did not come: a client
 *     that hears nothing tries again
 * @param batches every closed batch of the journal
 * @param open the elements that were in no closed batch at the end
 * @param announced every announcement, in the order in which they came
 * @param revisions every revision of the registry
 * @param published every publication that was asked for
 * @param incidents every fault
 * @param seen what must never be seen, in words: each is a broken promise
 */
public record History(
    Rule rule,
    List<Put> puts,
    List<Put> unanswered,
    List<Batch> batches,
    List<Element> open,
    List<Announced> announced,
    List<Revision> revisions,
    List<Published> published,
    List<Incident> incidents,
    List<Broken> seen) {
  public History {
    puts = List.copyOf(puts);
    unanswered = List.copyOf(unanswered);
    batches = List.copyOf(batches);
    open = List.copyOf(open);
    announced = List.copyOf(announced);
    revisions = List.copyOf(revisions);
    published = List.copyOf(published);
    incidents = List.copyOf(incidents);
    seen = List.copyOf(seen);
  }

  /**
   * When a batch closes.
   *
   * @param count so many keys
   * @param quietMillis so long after the last object
   * @param clockMillis by how much clocks may differ
   */
  public record Rule(int count, long quietMillis, long clockMillis) {}

  /**
   * A promise that was broken.
   *
   * @param promise its letter in docs/INVARIANTS.md
   */
  public record Broken(String promise, String words) {}
}
