package io.bindery.exchange;

import com.typesafe.config.Config;
import io.bindery.exchange.intake.IntakeSettings;
import io.bindery.exchange.notice.NoticeSettings;
import io.bindery.exchange.plan.PlanSettings;
import io.bindery.exchange.publication.PublicationSettings;
import io.bindery.exchange.retention.ExchangeRetentionSettings;
import io.bindery.platform.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The section {@code bindery.exchange}.
 *
 * @param intake how publications are asked for
 * @param preparations how many manifests a node reads and checks at one time
 * @param publications how they are made at Data Exchange
 * @param notices who is told of publications
 * @param retention how long what is kept
 * @param spoolDirectory for temporary files; nothing for a new one in the system's directory
 * @param spoolBytes what temporary files may take together
 */
public record ExchangeSettings(
    PlanSettings plan,
    IntakeSettings intake,
    int preparations,
    PublicationSettings publications,
    NoticeSettings notices,
    ExchangeRetentionSettings retention,
    Optional<Path> spoolDirectory,
    long spoolBytes) {
  private static final String SPOOL = "spool-directory";

  /**
   * Reads the section.
   *
   * @throws io.bindery.platform.settings.SettingsException with the first value that is not allowed
   */
  public static ExchangeSettings from(Config config) {
    var settings = Settings.at(config, "bindery.exchange");
    return new ExchangeSettings(
        PlanSettings.from(settings),
        IntakeSettings.from(settings),
        settings.integer("preparations", 1, 16),
        PublicationSettings.from(settings),
        NoticeSettings.from(settings),
        ExchangeRetentionSettings.from(settings.section("retention")),
        settings.optionalText(SPOOL).map(text -> directory(settings, text)),
        settings.bytes("spool-bytes", 1 << 20, 1L << 50));
  }

  private static Path directory(Settings settings, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      var refusal = settings.notAllowed(SPOOL, "a directory");
      refusal.addSuppressed(e);
      throw refusal;
    }
  }
}
