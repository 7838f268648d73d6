package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.Head;
import io.bindery.exchange.manifest.Mode;
import io.bindery.exchange.manifest.Problems;

/** Where a manifest wants to go. It is looked at before any object is. */
@FunctionalInterface
public interface Destination {
  /** It is not looked at: what is not known is taken to be good. */
  Destination UNSEEN = (head, mode, problems) -> 0;

  /**
   * Looks at the data set, and the product if there is one.
   *
   * @param problems gets what is wrong with them
   * @return how many revisions the data set has already
   * @throws io.bindery.exchange.manifest.UnreadableSourceException if it cannot be asked now
   */
  long look(Head head, Mode mode, Problems problems);
}
