package io.bindery.protocol.description;

/** How descriptions are understood. */
public enum DescriptionMode {
  /** Whatever the author cannot have meant is refused. */
  STRICT,
  /** As Quilt's packaging engine does it, for who comes from there. */
  QUILT
}
