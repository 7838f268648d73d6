package io.bindery.packager.policy;

import com.typesafe.config.ConfigFactory;
import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.description.SourceFolder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The presets that the policies of buckets name, where they are batched. A package policy stands
 * above them, key by key.
 */
final class PresetPolicies {
  private final Map<PresetFile, PackagePolicy> alone = new EnumMap<>(PresetFile.class);
  private volatile Function<SourceFolder, Optional<PresetFile>> presets =
      folder -> Optional.empty();

  PresetPolicies(List<String> registries, NoticeRules notices, ConsentRules consent) {
    for (var preset : PresetFile.values()) {
      var text = "{ bucket = any, preset = %s }".formatted(preset.word());
      alone.put(
          preset,
          PolicySettings.policy(
              Settings.whole(ConfigFactory.parseString(text)), registries, notices, consent));
    }
  }

  /** From now on folders have these presets. */
  void follow(Function<SourceFolder, Optional<PresetFile>> presetOf) {
    presets = presetOf;
  }

  /**
   * What a folder's package is like.
   *
   * @param own the package policy of the folder, if it has one
   */
  Optional<PackagePolicy> applied(SourceFolder folder, Optional<PackagePolicy> own) {
    var preset = presets.apply(folder);
    return own.isPresent() ? own.map(it -> it.under(preset)) : preset.map(alone::get);
  }
}
