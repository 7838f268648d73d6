package io.bindery.packager.policy;

import io.bindery.packager.ignore.IgnoreStyle;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.pattern.PathPattern;
import java.util.List;
import java.util.Optional;

/** Reads one package policy. Everything but the bucket may be left out. */
final class PolicySettings {
  /** Each takes its time for each object of a folder. */
  private static final int MAX_PATTERNS = 100;

  private static final List<String> KEYS = List.of("bucket", "prefix", "exclude", "ignore-file");

  private PolicySettings() {}

  static PackagePolicy policy(Settings settings) {
    settings.only(KEYS);
    return new PackagePolicy(settings.text("bucket"), prefix(settings), contents(settings));
  }

  private static Optional<PathPattern> prefix(Settings settings) {
    return settings.optionalText("prefix").map(text -> pattern(settings, "prefix", text));
  }

  private static ContentRules contents(Settings settings) {
    var exclude =
        settings.texts("exclude").stream().map(text -> pattern(settings, "exclude", text)).toList();
    if (exclude.size() > MAX_PATTERNS) {
      throw settings.notAllowed("exclude", "at most %d patterns".formatted(MAX_PATTERNS));
    }
    return new ContentRules(
        exclude,
        settings.has("ignore-file")
            ? settings.choice("ignore-file", IgnoreStyle.class)
            : IgnoreStyle.OFF);
  }

  private static PathPattern pattern(Settings settings, String key, String text) {
    if (text.startsWith("/")) {
      throw settings.notAllowed(key, "a pattern such as runs/*/tmp, without a slash before it");
    }
    return PathPattern.of(text);
  }
}
