package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.exchange.Kept.Asset;
import io.bindery.localaws.exchange.Kept.Revision;
import io.bindery.localaws.http.RestRequest;

/** Assets of revisions. */
final class Assets {
  private final World world;

  Assets(World world) {
    this.world = world;
  }

  ObjectNode list(String dataSet, String revision, RestRequest request) {
    world.revision(dataSet, revision);
    return Page.of(
        request,
        "Assets",
        world.store().assets(revision),
        asset -> world.lists(asset.created()),
        world.views()::entry);
  }

  private Asset require(String dataSet, String revision, String id) {
    world.revision(dataSet, revision);
    return world
        .store()
        .asset(Checks.id("AssetId", id))
        .filter(asset -> asset.revision().equals(revision))
        .orElseThrow(() -> Errors.notFound("ASSET", id));
  }

  ObjectNode get(String dataSet, String revision, String id) {
    Asset asset = require(dataSet, revision, id);
    return Views.tagged(world.views().entry(asset), asset.tags());
  }

  ObjectNode rename(String dataSet, String revision, String id, JsonNode in) {
    Asset asset = require(dataSet, revision, id);
    world.requireOpen(world.revision(dataSet, revision));
    Asset renamed = asset.renamed(Checks.text(in, "Name"), world.now());
    world.commit(Step.none().with(renamed));
    return world.views().entry(renamed);
  }

  void delete(String dataSet, String revision, String id) {
    require(dataSet, revision, id);
    Revision of = world.revision(dataSet, revision);
    if (!of.isRevoked()) {
      world.requireOpen(of);
    }
    world.commit(Step.none().withoutAsset(id));
  }
}
