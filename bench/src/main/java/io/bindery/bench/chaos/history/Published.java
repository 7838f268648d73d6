package io.bindery.bench.chaos.history;

import java.util.List;

/**
 * A publication.
 *
 * @param dataSet of this publication alone
 * @param wanted the names of its assets
 * @param state as the tables have it; empty if there is none
 * @param publications how many the tables have of this manifest
 * @param assets of all final revisions together
 */
public record Published(
    String dataSet, List<String> wanted, String state, int publications, List<String> assets) {
  public Published {
    wanted = List.copyOf(wanted);
    assets = List.copyOf(assets);
  }
}
