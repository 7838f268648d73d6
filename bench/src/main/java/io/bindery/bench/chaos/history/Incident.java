package io.bindery.bench.chaos.history;

/**
 * A fault that was there.
 *
 * @param kind what it was
 * @param what it met
 * @param lane faults of one lane follow one another
 * @param startedAt in milliseconds since 1970
 * @param healedAt when its cause was taken away
 * @param recoveredAt when all nodes worked again; 0 if that was not waited for
 */
public record Incident(
    String kind, String what, String lane, long startedAt, long healedAt, long recoveredAt) {
  /** All nodes work again. */
  public Incident recovered(long at) {
    return new Incident(kind, what, lane, startedAt, healedAt, at);
  }

  /** Whether a node died without a word. */
  public boolean isKill() {
    return kind.equals("KILL");
  }
}
