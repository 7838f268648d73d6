package io.bindery.router.policy;

import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sections that stand above each other: each key is read from the first that has it. */
record Layers(List<Settings> sections) {
  /**
   * What a bucket's own section says, what its preset does, and the default policy.
   *
   * @param preset what holds where the section says nothing
   */
  static Layers of(Settings section, Optional<PresetFile> preset, Settings defaults) {
    var sections = new ArrayList<>(List.of(section));
    preset.ifPresent(it -> sections.add(Settings.whole(it.router())));
    sections.add(defaults);
    return new Layers(List.copyOf(sections));
  }

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
