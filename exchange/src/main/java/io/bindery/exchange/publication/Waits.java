package io.bindery.exchange.publication;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Is told what publications wait for; nothing hangs on it, and nothing of it is in the journal. */
@FunctionalInterface
public interface Waits {
  /** All kinds: a figure has each from the start. */
  List<String> KINDS =
      List.of(
          "quota", "throttled", "conflict", "right", "unavailable", "turn", "slot", "change-set");

  /**
   * What is waited for.
   *
   * @param kind of it in a word, with hyphens, for figures
   * @param what as the object of "waiting for"
   * @param since when it began
   * @param until when it is tried again, if that is known
   */
  record Wait(String kind, String what, Instant since, Optional<Instant> until) {
    /** One of which it is not known when it is tried again. */
    public Wait(String kind, String what, Instant since) {
      this(kind, what, since, Optional.empty());
    }

    Wait until(Instant again) {
      return new Wait(kind, what, since, Optional.of(again).filter(Instant.MIN::isBefore));
    }
  }

  /** A publication waits for something else than before, or for nothing any more. */
  void waits(String publicationId, Optional<Wait> wait);
}
