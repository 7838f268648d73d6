package io.bindery.router.source;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code bindery.router.sources}.
 *
 * @param packagerQueueUrl the SQS queue of package descriptions
 * @param ignoreUnmatched whether an event that no source wants is dropped
 * @param keep how long it is remembered what became of an event
 * @param sources those of the configuration
 * @param cratesAreListed whether the packager takes of a crate what it lists, so that one at the
 *     root of a bucket is no package of the whole bucket
 */
public record SourceSettings(
    Optional<URI> packagerQueueUrl,
    boolean ignoreUnmatched,
    Duration keep,
    Sources sources,
    boolean cratesAreListed) {

  private static final String CRATE_CONTENTS = "bindery.packager.crates.contents";

  /**
   * Reads the section.
   *
   * @param edpQueueUrl where closed batches are announced to the packager, if they are
   * @throws SettingsException also if a source is switched on and there is no queue for it
   */
  public static SourceSettings from(Config root, Optional<URI> edpQueueUrl) {
    var section = Settings.at(root, "bindery.router.sources");
    var settings =
        new SourceSettings(
            section.optionalHttpUri("packager-queue-url").or(() -> edpQueueUrl),
            section.flag("ignore-unmatched"),
            section.duration("keep", Duration.ofMinutes(1), Duration.ofDays(366)),
            SourceTexts.from(root, edpQueueUrl.isPresent()).configured(),
            !root.hasPath(CRATE_CONTENTS)
                || !root.getString(CRATE_CONTENTS).equalsIgnoreCase("folder"));
    if (settings.packagerQueueUrl().isEmpty()) {
      settings.sources().all().stream()
          .filter(Source::enabled)
          .findFirst()
          .ifPresent(
              source -> {
                throw SettingsException.conflict(
                    section.path() + ".packager-queue-url",
                    "",
                    "source %s is switched on: name the packager's queue."
                        .formatted(source.name()));
              });
    }
    return settings;
  }
}
