package io.bindery.platform.preset;

import io.bindery.platform.settings.Settings;
import java.util.Optional;

/**
 * What a policy says of a preset: its name, that there is none, or nothing.
 *
 * @param said whether it says anything; else what holds around it holds
 * @param preset the one that is named
 */
public record PresetChoice(boolean said, Optional<PresetFile> preset) {
  /** The key of a policy. */
  public static final String KEY = "preset";

  /** Nothing is said. */
  public static final PresetChoice UNSAID = new PresetChoice(false, Optional.empty());

  private static final String NONE = "none";

  /**
   * Reads the choice of a policy.
   *
   * @throws io.bindery.platform.settings.SettingsException with what is allowed, if there is no
   *     such preset
   */
  public static PresetChoice from(Settings policy) {
    if (!policy.has(KEY)) {
      return UNSAID;
    }
    var word = policy.optionalText(KEY).orElse("");
    var preset = PresetFile.of(word);
    if (preset.isEmpty() && !word.equals(NONE)) {
      throw policy.notAllowed(
          KEY, "one of %s, or none".formatted(String.join(", ", PresetFile.words())));
    }
    return new PresetChoice(true, preset);
  }

  /** The preset that holds, where another one holds around it. */
  public Optional<PresetFile> over(Optional<PresetFile> around) {
    return said ? preset : around;
  }
}
