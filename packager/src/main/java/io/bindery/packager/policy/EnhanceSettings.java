package io.bindery.packager.policy;

import io.bindery.packager.template.MatchPattern;
import io.bindery.packager.template.Template;
import io.bindery.packager.template.TemplateException;
import io.bindery.packager.template.Word;
import io.bindery.platform.settings.Settings;
import io.bindery.quilt.ignore.IgnoreRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code enhance} of a package policy, and {@code emit-crate}. */
final class EnhanceSettings {
  static final List<String> KEYS =
      List.of(
          "emit-crate",
          "enhance.readme",
          "enhance.readme-template",
          "enhance.summary",
          "enhance.ignore-file",
          "enhance.ignore-lines");

  /** A day of today would make a new revision of the same content each day. */
  private static final Set<Word> README_WORDS = EnumSet.complementOf(EnumSet.of(Word.DATE));

  /** What operating systems and tools leave in folders, and nobody has put there. */
  private static final List<String> LEFTOVERS =
      List.of(
          ".DS_Store",
          "._*",
          "Thumbs.db",
          "desktop.ini",
          "~$*",
          "__pycache__",
          ".ipynb_checkpoints");

  private static final int MAX_LINE = 1024;

  private EnhanceSettings() {}

  static EnhanceRules rules(Settings settings, Optional<MatchPattern> match) {
    return new EnhanceRules(
        readme(settings, match),
        isOn(settings, "enhance.summary"),
        ignoreLines(settings),
        isOn(settings, "emit-crate"));
  }

  private static boolean isOn(Settings settings, String key) {
    return settings.has(key) && settings.flag(key);
  }

  private static Optional<Template> readme(Settings settings, Optional<MatchPattern> match) {
    var own = settings.optionalText("enhance.readme-template");
    try {
      var template =
          Template.parse(own.orElseGet(EnhanceSettings::standard), README_WORDS)
              .checkedAgainst(match);
      return isOn(settings, "enhance.readme") ? Optional.of(template) : Optional.empty();
    } catch (TemplateException e) {
      throw settings.notAllowed("enhance.readme-template", "a template. " + e.getMessage());
    }
  }

  private static String standard() {
    try (var in = EnhanceSettings.class.getResourceAsStream("readme.md")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<List<String>> ignoreLines(Settings settings) {
    var own = settings.texts("enhance.ignore-lines");
    if (own.size() > IgnoreRules.MAX_RULES
        || own.stream().anyMatch(line -> line.length() > MAX_LINE || line.lines().count() > 1)) {
      throw settings.notAllowed(
          "enhance.ignore-lines",
          "at most %d lines of at most %d characters".formatted(IgnoreRules.MAX_RULES, MAX_LINE));
    }
    return isOn(settings, "enhance.ignore-file")
        ? Optional.of(own.isEmpty() ? LEFTOVERS : own)
        : Optional.empty();
  }
}
