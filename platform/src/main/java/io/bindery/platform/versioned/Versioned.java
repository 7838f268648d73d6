package io.bindery.platform.versioned;

/** What is in force under a name, with the version that an order to change it may expect. */
public interface Versioned {
  /** Counts the changes at run time; 0 if there was none. */
  long version();
}
