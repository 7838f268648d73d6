package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.exchange.Kept.DataSet;
import io.bindery.localaws.exchange.Kept.Revision;
import io.bindery.localaws.http.RestRequest;
import java.util.Map;
import java.util.Set;

/** Data sets and revisions. */
final class DataSets {
  private static final Set<String> TYPES = Set.of("S3_SNAPSHOT", "S3_DATA_ACCESS");
  private static final int LONGEST_COMMENT = 16_384;
  private static final int SHORTEST_REVOCATION = 10;
  private static final int LONGEST_REVOCATION = 512;

  private final World world;

  DataSets(World world) {
    this.world = world;
  }

  DataSet require(String id) {
    return world
        .store()
        .dataSet(Checks.id("DataSetId", id))
        .orElseThrow(() -> Errors.notFound("DATA_SET", id));
  }

  ObjectNode create(JsonNode in) {
    String type = Checks.text(in, "AssetType");
    if (!TYPES.contains(type)) {
      throw Errors.invalid(
          "AssetType is '%s': the local Data Exchange has %s.".formatted(type, TYPES));
    }
    String name = Checks.text(in, "Name");
    String description = Checks.text(in, "Description");
    Map<String, String> tags = Checks.tags(in.path("Tags"));
    if (world.store().dataSets().size() >= world.quotas().dataSets()) {
      throw Errors.limit("Data sets per account", world.quotas().dataSets());
    }
    long now = world.now();
    DataSet made =
        new DataSet(world.store().next(), World.newId(), name, description, type, now, now, tags);
    world.commit(Step.none().with(made));
    return view(made);
  }

  ObjectNode view(DataSet dataSet) {
    return Views.tagged(world.views().entry(dataSet), dataSet.tags());
  }

  ObjectNode list(RestRequest request) {
    return Page.of(
        request,
        "DataSets",
        world.store().dataSets(),
        dataSet ->
            request.parameter("origin").filter(origin -> !origin.equals("OWNED")).isEmpty()
                && world.lists(dataSet.created()),
        world.views()::entry);
  }

  ObjectNode update(String id, JsonNode in) {
    DataSet before = require(id);
    DataSet after =
        before.with(
            Checks.optionalText(in, "Name").orElse(before.name()),
            Checks.optionalText(in, "Description").orElse(before.description()),
            world.now());
    world.commit(Step.none().with(after));
    return world.views().entry(after);
  }

  void delete(String id) {
    DataSet dataSet = require(id);
    if (!world.store().revisions(dataSet.id()).isEmpty()) {
      throw Errors.conflict("DATA_SET", id, "The data set has revisions: delete those first.");
    }
    world.commit(Step.none().withoutDataSet(id));
  }

  ObjectNode createRevision(String dataSet, JsonNode in) {
    DataSet of = require(dataSet);
    String comment = Checks.optionalText(in, "Comment", 0, LONGEST_COMMENT).orElse("");
    Map<String, String> tags = Checks.tags(in.path("Tags"));
    int most = of.isAccess() ? world.quotas().accessRevisions() : world.quotas().revisions();
    if (world.store().revisions(dataSet).size() >= most) {
      throw Errors.limit(
          of.isAccess() ? "Revisions per Amazon S3 data access data set" : "Revisions per data set",
          most);
    }
    long now = world.now();
    Revision made =
        new Revision(
            world.store().next(),
            World.newId(),
            dataSet,
            comment,
            now,
            now,
            false,
            false,
            "",
            0,
            tags);
    world.commit(Step.none().with(made));
    return view(made);
  }

  ObjectNode view(Revision revision) {
    return Views.tagged(world.views().entry(revision), revision.tags());
  }

  ObjectNode listRevisions(String dataSet, RestRequest request) {
    require(dataSet);
    return Page.of(
        request,
        "Revisions",
        world.store().revisions(dataSet),
        revision -> world.lists(revision.created()),
        world.views()::entry);
  }

  /** The comment, or whether it is finalized. */
  ObjectNode updateRevision(String dataSet, String id, JsonNode in) {
    Revision before = world.revision(dataSet, id);
    String comment =
        Checks.optionalText(in, "Comment", 0, LONGEST_COMMENT).orElse(before.comment());
    boolean finalized =
        in.hasNonNull("Finalized") ? in.path("Finalized").asBoolean() : before.finalized();
    if (before.finalized()) {
      requireAllowed(before, comment, finalized);
    } else if (finalized) {
      world.faults().meet(ExchangeFaults.FINALIZE);
      requireWhole(before);
    }
    Revision after =
        before.with(
            comment,
            finalized,
            finalized && (before.published() || world.autoPublishes(dataSet)),
            world.now());
    if (before.finalized() && finalized && comment.equals(before.comment())) {
      return world.views().entry(before);
    }
    world.commit(Step.none().with(after));
    return world.views().entry(after);
  }

  private void requireAllowed(Revision before, String comment, boolean finalized) {
    if (before.isRevoked()) {
      throw Errors.conflict("REVISION", before.id(), "The revision is revoked.");
    }
    if (before.published() && !finalized) {
      world.requireOpen(before);
    }
    if (finalized && !comment.equals(before.comment())) {
      world.requireOpen(before);
    }
    if (finalized && comment.equals(before.comment()) && !world.behaviour().finalizeTwice()) {
      throw Errors.conflict("REVISION", before.id(), "The revision is finalized already.");
    }
  }

  private void requireWhole(Revision revision) {
    if (world.store().assets(revision.id()).isEmpty()) {
      throw Errors.invalid("A revision needs at least one asset to be finalized.");
    }
    boolean importing =
        world.store().inProgress().values().stream()
            .anyMatch(job -> job.revision().equals(revision.id()));
    if (importing && !world.behaviour().finalizeWhileImporting()) {
      throw Errors.conflict("REVISION", revision.id(), "Jobs of the revision are in progress.");
    }
  }

  ObjectNode revoke(String dataSet, String id, JsonNode in) {
    Revision before = world.revision(dataSet, id);
    Checks.text(in, "RevocationComment");
    String why =
        Checks.optionalText(in, "RevocationComment", SHORTEST_REVOCATION, LONGEST_REVOCATION)
            .orElseThrow();
    if (!before.finalized()) {
      throw Errors.conflict("REVISION", id, "Only a finalized revision can be revoked.");
    }
    if (before.isRevoked()) {
      throw Errors.conflict("REVISION", id, "The revision is revoked already.");
    }
    Revision after = before.revokedFor(why, world.now());
    world.commit(Step.none().with(after));
    return world.views().entry(after);
  }

  void deleteRevision(String dataSet, String id) {
    Revision revision = world.revision(dataSet, id);
    if (revision.published() && !revision.isRevoked()) {
      world.requireOpen(revision);
    }
    if (world.store().inProgress().values().stream().anyMatch(j -> j.revision().equals(id))) {
      throw Errors.conflict("REVISION", id, "Jobs of the revision are in progress.");
    }
    world.commit(Step.none().withoutRevision(id));
  }
}
