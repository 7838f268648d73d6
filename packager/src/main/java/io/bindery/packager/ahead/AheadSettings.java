package io.bindery.packager.ahead;

import io.bindery.platform.settings.Settings;

/**
 * How much is hashed ahead on one node.
 *
 * @param waiting how many objects may wait; what comes when so many do is left to its package
 * @param parallel how many objects are hashed at once; of small ones eight times as many
 */
public record AheadSettings(int waiting, int parallel) {
  /** Reads its section of {@code bindery.packager}. */
  public static AheadSettings from(Settings section) {
    return new AheadSettings(
        section.integer("waiting", 1, 1_000_000), section.integer("parallel", 1, 64));
  }
}
