package io.bindery.bench.chaos.history;

import java.util.List;

/**
 * A publication.
 *
 * @param dataSet of this publication alone
 * @param wanted the names of its assets
 * @param versions how many S3 has of the manifest: more than one where an answer did not come
 * @param state as the tables have it, of several one that is not published; empty if there is none
 * @param publications how many the tables have of this manifest
 * @param assets of all final revisions together
 */
public record Published(
    String dataSet,
    List<String> wanted,
    int versions,
    String state,
    int publications,
    List<String> assets) {
  /** The state of one that is there for good. */
  public static final String DONE = "published";

  public Published {
    wanted = List.copyOf(wanted);
    assets = List.copyOf(assets);
  }
}
