package io.bindery.router.policy;

import io.bindery.platform.settings.Settings;
import java.util.List;

/** Sections that stand above each other: each key is read from the first that has it. */
record Layers(List<Settings> sections) {
  Settings having(String key) {
    return sections.stream()
        .filter(section -> section.has(key))
        .findFirst()
        .orElseGet(() -> sections.get(sections.size() - 1));
  }

  /** The section that speaks for itself; the others are defaults. */
  String path() {
    return sections.get(0).path();
  }
}
