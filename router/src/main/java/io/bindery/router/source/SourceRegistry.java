package io.bindery.router.source;

/**
 * The sources in force on one node. Everything reads them here each time it needs them, so that a
 * change is in force at once. Safe for use by several threads.
 */
public final class SourceRegistry {
  private volatile Sources current;

  /** A registry that begins with these. */
  public SourceRegistry(Sources initial) {
    this.current = initial;
  }

  /** The sources in force. */
  public Sources current() {
    return current;
  }

  void replace(Sources next) {
    current = next;
  }
}
