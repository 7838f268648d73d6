package io.bindery.packager.policy;

/** What becomes of a folder that asks for a package by itself. */
public enum Making {
  /** The package is made. */
  AUTO,
  /** It is told what the package would be, and somebody decides. */
  SUGGEST,
  /** Nothing, which its batch tells. */
  OFF
}
