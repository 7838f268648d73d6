package io.bindery.packager.policy;

import io.bindery.packager.metadata.MetadataFile;
import io.bindery.packager.metadata.MetadataTemplate;
import io.bindery.packager.preset.Preset;
import io.bindery.packager.template.MatchPattern;
import io.bindery.packager.template.Template;
import io.bindery.packager.template.TemplateException;
import io.bindery.packager.template.Word;
import io.bindery.platform.preset.PresetChoice;
import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Settings;
import io.bindery.quilt.ignore.IgnoreStyle;
import io.bindery.quilt.pattern.PathPattern;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads one package policy. Everything but the bucket may be left out. */
final class PolicySettings {
  /** Each takes its time for each object of a folder. */
  private static final int MAX_PATTERNS = 100;

  private static final List<String> KEYS =
      List.of(
          "bucket",
          "prefix",
          PresetChoice.KEY,
          "match",
          "package-name",
          "registry",
          "quarantine",
          "notices.*",
          "workflow",
          "commit-message",
          "metadata.*",
          "metadata-files",
          "ro-crate",
          "exclude",
          "ignore-file",
          "hash-ahead");

  /** What is known before there is a name. */
  private static final Set<Word> NAME_WORDS =
      EnumSet.of(Word.BUCKET, Word.SEGMENT, Word.GROUP, Word.DATE, Word.INFERRED);

  private static final Set<Word> MESSAGE_WORDS =
      EnumSet.of(
          Word.BUCKET,
          Word.PREFIX,
          Word.SEGMENT,
          Word.GROUP,
          Word.DATE,
          Word.INFERRED,
          Word.PACKAGE,
          Word.REGISTRY,
          Word.WORKFLOW);

  /** Each is asked for at each package. */
  private static final int MAX_FILES = 20;

  private PolicySettings() {}

  /**
   * Reads a policy.
   *
   * @param registries buckets that packages may be pushed to
   * @param notices what holds where the policy says nothing
   * @param consent likewise
   */
  static PackagePolicy policy(
      Settings settings, List<String> registries, NoticeRules notices, ConsentRules consent) {
    settings.only(
        Stream.of(KEYS, EnhanceSettings.KEYS, ConsentRules.KEYS).flatMap(List::stream).toList());
    var choice = PresetChoice.from(settings);
    var variants = new EnumMap<PresetFile, PackagePolicy>(PresetFile.class);
    if (!choice.said()) {
      for (var preset : PresetFile.values()) {
        variants.put(
            preset, under(Optional.of(preset), settings, registries, notices, consent, Map.of()));
      }
    }
    return under(choice.preset(), settings, registries, notices, consent, variants);
  }

  /** What a policy does not say is taken from its preset. */
  private static PackagePolicy under(
      Optional<PresetFile> preset,
      Settings own,
      List<String> registries,
      NoticeRules notices,
      ConsentRules consent,
      Map<PresetFile, PackagePolicy> variants) {
    var settings = preset.map(it -> own.over(it.packager())).orElse(own);
    return new PackagePolicy(
        settings.text("bucket"),
        prefix(settings),
        quarantine(settings, registries),
        settings.has("notices") ? notices.with(settings.section("notices")) : notices,
        naming(settings),
        metadata(settings, preset),
        contents(settings),
        EnhanceSettings.rules(settings, match(settings)),
        consent.with(settings),
        settings.has("hash-ahead") && settings.flag("hash-ahead"),
        variants);
  }

  private static Optional<String> quarantine(Settings settings, List<String> registries) {
    var bucket = settings.optionalText("quarantine");
    var registry = settings.optionalText("registry").orElseGet(() -> settings.text("bucket"));
    if (bucket.isPresent()
        && (!registries.contains(bucket.get()) || bucket.get().equals(registry))) {
      throw settings.notAllowed(
          "quarantine",
          "a bucket of bindery.packager.registries (%s), other than the policy's registry '%s'"
              .formatted(
                  registries.isEmpty() ? "which has none" : String.join(", ", registries),
                  registry));
    }
    return bucket;
  }

  private static NamingRules naming(Settings settings) {
    var match = match(settings);
    return new NamingRules(
        match,
        template(settings, "package-name", NAME_WORDS, match),
        settings.optionalText("registry"),
        workflow(settings),
        template(settings, "commit-message", MESSAGE_WORDS, match));
  }

  private static MetadataRules metadata(Settings settings, Optional<PresetFile> preset) {
    var files = settings.texts("metadata-files");
    if (files.stream().anyMatch(name -> MetadataFile.of(name).isEmpty() || name.startsWith("/"))
        || files.size() > MAX_FILES) {
      throw settings.notAllowed(
          "metadata-files",
          "at most %d names in the folder that end in .json, .yaml, .yml or .csv"
              .formatted(MAX_FILES));
    }
    var tree = settings.tree("metadata");
    try {
      return new MetadataRules(
          tree.isEmpty()
              ? Optional.empty()
              : Optional.of(MetadataTemplate.of(tree, match(settings))),
          files,
          settings.has("ro-crate") && settings.flag("ro-crate"),
          preset.map(Preset::of));
    } catch (TemplateException e) {
      throw settings.notAllowed("metadata", "a section of templates. " + e.getMessage());
    }
  }

  private static WorkflowChoice workflow(Settings settings) {
    if (!settings.has("workflow")) {
      return WorkflowChoice.UNSPECIFIED;
    }
    return settings.optionalText("workflow").map(WorkflowChoice::named).orElse(WorkflowChoice.NONE);
  }

  private static Optional<MatchPattern> match(Settings settings) {
    return settings
        .optionalText("match")
        .map(
            text -> {
              try {
                return MatchPattern.compile(text);
              } catch (TemplateException e) {
                throw settings.notAllowed(
                    "match",
                    "a regular expression of RE2 for a whole prefix, such as"
                        + " (?P<project>[^/]+)/(?P<run>[^/]+)/; "
                        + e.getMessage());
              }
            });
  }

  private static Optional<Template> template(
      Settings settings, String key, Set<Word> words, Optional<MatchPattern> match) {
    return settings
        .optionalText(key)
        .map(
            text -> {
              try {
                return Template.parse(text, words).checkedAgainst(match);
              } catch (TemplateException e) {
                throw settings.notAllowed(key, "a template. " + e.getMessage());
              }
            });
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
    if (text.startsWith("/") || text.length() > PathPattern.MAX_LENGTH) {
      throw settings.notAllowed(
          key,
          "a pattern such as runs/*/tmp, without a slash before it, of at most %d characters"
              .formatted(PathPattern.MAX_LENGTH));
    }
    return PathPattern.of(text);
  }
}
