package io.bindery.exchange.manifest;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a manifest: the first ones, and how many there are. */
public final class Problems {
  private final int kept;
  private final List<Problem> first = new ArrayList<>();
  private long count;

  /**
   * An empty collection.
   *
   * @param kept how many are told; the others are counted
   */
  public Problems(int kept) {
    this.kept = kept;
  }

  public void add(Place place, String field, String message) {
    count++;
    if (first.size() < kept) {
      first.add(new Problem(place, field, message));
    }
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Ends the work if anything is wrong. */
  public void refuse() throws InvalidPublicationException {
    if (count > 0) {
      throw new InvalidPublicationException(first, count);
    }
  }

  /** Ends the work because of what makes all that follows unreadable. */
  InvalidPublicationException fatal(Place place, String field, String message) {
    add(place, field, message);
    return new InvalidPublicationException(first, count);
  }
}
