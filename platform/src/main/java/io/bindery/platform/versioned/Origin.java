package io.bindery.platform.versioned;

import java.util.Optional;

/** Where a value that can be set at run time comes from. */
public enum Origin {
  /** It was set at run time. */
  API,
  /** The configuration has it. */
  CONFIGURATION,
  /** Neither: what holds for all is in force. */
  NONE;

  /** Of a value that is set, or has one in the configuration, or neither. */
  public static Origin of(Optional<?> set, Optional<?> configured) {
    return set.isPresent() ? API : configured.isPresent() ? CONFIGURATION : NONE;
  }
}
