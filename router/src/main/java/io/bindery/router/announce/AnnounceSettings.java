package io.bindery.router.announce;

import io.bindery.platform.settings.Settings;

/**
 * Section {@code bindery.router.announce}.
 *
 * @param bus name or ARN of the EventBridge bus
 * @param source the source of the events
 * @param detailType the detail-type of the events
 */
public record AnnounceSettings(String bus, String source, String detailType) {
  /** Reads the section. */
  public static AnnounceSettings from(Settings section) {
    return new AnnounceSettings(
        section.text("bus"), section.text("source"), section.text("detail-type"));
  }
}
