package io.bindery.service;

import io.bindery.platform.health.State;
import io.bindery.platform.look.Look;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Something that the settings name can never work as it is. */
public final class PreflightException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean missing;

  PreflightException(List<Look.Seen> hopeless) {
    super(
        hopeless.stream()
            .map(seen -> "%s. %s".formatted(seen.dependency().described(), seen.finding().told()))
            .collect(Collectors.joining("\n")));
    this.missing = hopeless.stream().allMatch(seen -> seen.finding().state() == State.MISSING);
  }

  /** Whether all of it is well written, and only not there. */
  public boolean isMissing() {
    return missing;
  }
}
