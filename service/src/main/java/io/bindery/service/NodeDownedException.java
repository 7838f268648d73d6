package io.bindery.service;

import java.io.Serial;

/** A node has ended because it did not reach the majority of the nodes, or its database. */
public final class NodeDownedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final String WORDS =
      "This node has ended, and the others have its work: it and the majority of the cluster did not"
          + " reach each other for a while, or it lost its database, as its log says. Start it again;"
          + " if it happens often, look for what breaks connections or leaves nodes without processor"
          + " time.";

  NodeDownedException() {
    super(WORDS);
  }

  /** One that was starting, and what failed for it by that. */
  NodeDownedException(Throwable failure) {
    super(WORDS, failure);
  }
}
