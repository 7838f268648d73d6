package io.bindery.packager.assembly;

/** What becomes of a package when the key of an object can be in none. */
public enum BadKeys {
  /** Its job fails and names the key. */
  FAIL,
  /** The object is left out, and the job tells of it. */
  SKIP_AND_REPORT
}
