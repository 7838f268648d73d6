package io.bindery.router.source;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Something that asks for packages. A value: a change makes another one. */
public sealed interface Source {
  /** Told apart by it. */
  String name();

  /** Whether it is switched on. */
  boolean enabled();

  /** Event-Driven Packaging: each closed batch asks for a package of its folder. */
  record Edp(boolean enabled) implements Source {
    static final String NAME = "edp";

    @Override
    public String name() {
      return NAME;
    }
  }

  /** AWS HealthOmics: each completed run. */
  record HealthOmics(boolean enabled) implements Source {
    static final String NAME = "health-omics";

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * Workflow Run RO-Crate: the folder of each crate in a watched bucket.
   *
   * @param quiet how long nothing may have come to the folder
   * @param maxWait how long a folder is waited for that does not come to rest
   */
  record RoCrate(boolean enabled, Duration quiet, Optional<Duration> maxWait) implements Source {
    static final String NAME = "ro-crate";

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * A source of the user's own.
   *
   * @param description for people
   * @param pattern which events
   * @param input what the packager gets of them
   */
  record Custom(String name, boolean enabled, String description, EventPattern pattern, Input input)
      implements Source {}

  /** Whether a name is that of a source that Bindery brings along. */
  static boolean isBuiltIn(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case Edp.NAME, HealthOmics.NAME, RoCrate.NAME -> true;
      default -> false;
    };
  }
}
