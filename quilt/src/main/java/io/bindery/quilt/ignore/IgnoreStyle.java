package io.bindery.quilt.ignore;

/** How the ignore file of a folder is read. */
public enum IgnoreStyle {
  /** Not at all: it is a file like any other. */
  OFF,
  /** As quilt3 reads it. */
  QUILT,
  /** As git reads a {@code .gitignore}. */
  GITIGNORE
}
