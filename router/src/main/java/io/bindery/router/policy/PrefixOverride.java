package io.bindery.router.policy;

import io.bindery.platform.preset.PresetChoice;
import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.quilt.pattern.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the folders that match a pattern are batched, instead of by the policy of their bucket.
 *
 * <p>The pattern names folders from the start of the key: {@code instrument-a/**} is everything in
 * the folder {@code instrument-a}; {@code *}{@code /ngs-??/**} everything in a folder like {@code
 * ngs-01} in any folder. The {@code /**} at the end may be left out.
 *
 * @param prefix the pattern as written
 * @param prefixDepth how many folder segments make the common prefix; at least as many as the
 *     pattern has, so that a batch never falls under two rules
 * @param trigger what closes a batch
 * @param preset by which the folders are packaged
 * @param deletesNeverCount whether deleted objects do not count, whatever the bucket's policy says
 */
public record PrefixOverride(
    String prefix,
    int prefixDepth,
    Trigger trigger,
    Optional<PresetFile> preset,
    boolean deletesNeverCount) {
  private static final String DEPTH = "prefix-depth";
  private static final List<String> KEYS = keys();

  /** As one is written. */
  PrefixOverride(String prefix, int prefixDepth, Trigger trigger, Optional<PresetFile> preset) {
    this(prefix, prefixDepth, trigger, preset, false);
  }

  /** Whether this is for a key, or for the batch of a common prefix. */
  boolean isFor(String keyOrPrefix) {
    var pattern = folders(prefix);
    int at = 0;
    for (var segment : pattern) {
      int slash = keyOrPrefix.indexOf('/', at);
      if (slash < 0 || !PathPattern.glob(segment, keyOrPrefix.substring(at, slash))) {
        return false;
      }
      at = slash + 1;
    }
    return true;
  }

  /**
   * Reads one; what it does not say is taken from its preset, then from its bucket. The depth of a
   * preset of its own counts from its prefix on.
   *
   * @param bucket the section of the bucket
   * @param around the bucket's preset
   */
  static PrefixOverride from(
      Settings section, Settings bucket, Optional<PresetFile> around, Settings defaults) {
    section.only(KEYS);
    var choice = PresetChoice.from(section);
    var own = choice.said() ? choice.preset() : Optional.<PresetFile>empty();
    var preset = choice.over(around);
    var sections = new ArrayList<Settings>(List.of(section));
    own.ifPresent(it -> sections.add(Settings.whole(it.router())));
    sections.addAll(
        Layers.of(bucket, choice.said() ? Optional.empty() : around, defaults).sections());
    var layers = new Layers(List.copyOf(sections));
    var prefix = section.text("prefix").strip();
    var pattern = folders(prefix);
    if (prefix.length() > PathPattern.MAX_LENGTH
        || prefix.startsWith("/")
        || pattern.contains(PathPattern.ANY_DEPTH)) {
      throw section.notAllowed(
          "prefix",
          "folders from the start of the key, such as instrument-a/** or */runs/**, with ** at the"
              + " end only");
    }
    int depth =
        own.isPresent() && !section.has(DEPTH)
            ? pattern.size() + Settings.whole(own.get().router()).integer(DEPTH, 0, 8)
            : layers.having(DEPTH).integer(DEPTH, 0, BucketPolicy.MAX_PREFIX_DEPTH);
    if (depth < pattern.size()) {
      throw SettingsException.conflict(
          section.path() + "." + DEPTH,
          String.valueOf(depth),
          "the prefix %s has %d folders, so one batch could fall under two rules; make prefix-depth at least %d."
              .formatted(prefix, pattern.size(), pattern.size()));
    }
    return new PrefixOverride(prefix, depth, TriggerSettings.from(layers), preset);
  }

  private static List<String> folders(String prefix) {
    var segments = PathPattern.split(prefix);
    var last = segments.get(segments.size() - 1);
    boolean below = last.isEmpty() || last.equals("*") || last.equals(PathPattern.ANY_DEPTH);
    return below ? segments.subList(0, segments.size() - 1) : segments;
  }

  private static List<String> keys() {
    var keys = new ArrayList<>(List.of("prefix", DEPTH, PresetChoice.KEY));
    keys.addAll(TriggerSettings.KEYS);
    return List.copyOf(keys);
  }
}
