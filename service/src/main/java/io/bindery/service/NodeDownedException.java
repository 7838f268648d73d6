package io.bindery.service;

import java.io.Serial;

/** A node has ended because it and the majority of the nodes did not reach each other. */
public final class NodeDownedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final String WORDS =
      "This node and the majority of the cluster did not reach each other for a while, so it has"
          + " ended: the others have its work. Start it again; if it happens often, look for what"
          + " breaks connections between nodes or leaves them without processor time.";

  NodeDownedException() {
    super(WORDS);
  }

  /** One that was starting, and what failed for it by that. */
  NodeDownedException(Throwable failure) {
    super(WORDS, failure);
  }
}
