package io.bindery.service.canary;

import com.typesafe.config.Config;
import io.bindery.packager.PackagerSettings;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.router.RouterSettings;

/** Whether the settings let a canary come through at all. */
public final class CanaryCheck {
  private static final String SECTION = "bindery.canary.";

  private CanaryCheck() {}

  /**
   * Reads the settings, and compares them with those of the router and the packager.
   *
   * @throws SettingsException if no canary could ever come through
   */
  public static CanarySettings from(Config root) {
    var settings = CanarySettings.from(root);
    settings.place().ifPresent(place -> check(root, place));
    return settings;
  }

  private static void check(Config root, CanarySettings.Place place) {
    var router = RouterSettings.from(root);
    var policy =
        router
            .policies()
            .of(place.bucket())
            .orElseThrow(
                () ->
                    conflict(
                        "bucket",
                        place.bucket(),
                        "it is not watched, so no canary would be noticed: add it to"
                            + " bindery.router.bucket-names, or name a bucket that is watched."));
    policy
        .ignoring(place.folder("id") + "canary.json")
        .ifPresent(
            pattern -> {
              throw conflict(
                  "prefix",
                  place.prefix(),
                  "the policy of bucket %s ignores it by '%s', so no canary would be noticed: name other folders."
                      .formatted(place.bucket(), pattern));
            });
    if (!router.isLive()) {
      throw conflict(
          "bucket",
          place.bucket(),
          "bindery.router.announce.mode is shadow, so no canary would be packaged: leave it empty.");
    }
    checkPackager(PackagerSettings.from(root), place);
  }

  private static void checkPackager(PackagerSettings packager, CanarySettings.Place place) {
    if (!packager.buckets().sources().contains(place.bucket())) {
      throw conflict(
          "bucket",
          place.bucket(),
          "the packager may not read it, so no canary would be packaged: add it to"
              + " bindery.packager.sources.");
    }
    if (!packager.buckets().registries().contains(place.registry())) {
      boolean own = !place.registry().equals(place.bucket());
      throw conflict(
          own ? "registry" : "bucket",
          place.registry(),
          "the packager may not write to it, so no canary would be packaged: add it to"
              + " bindery.packager.registries%s."
                  .formatted(own ? "" : ", or set bindery.canary.registry to one of those"));
    }
  }

  private static SettingsException conflict(String key, String value, String reason) {
    return SettingsException.conflict(SECTION + key, value, reason);
  }
}
