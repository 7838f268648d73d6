package io.bindery.exchange.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.exchange.plan.Asset;
import io.bindery.exchange.plan.Quotas;
import io.bindery.exchange.prepare.ManifestRef.InBucket;
import io.bindery.exchange.prepare.Preparation.Prepared;
import io.bindery.exchange.prepare.Preparation.Refused;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.platform.database.Tables;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.dataexchange.model.AssetType;

/** From manifests in a real S3 to plans in a real database. */
class PreparerTest {
  private static final String MANIFESTS = "preparer-manifests";

  @TempDir private static Path directory;

  private static ExchangeWorld world;
  private static ActorSystem<Void> system;
  private static ExchangeSettings settings;
  private static Spool spool;
  private static Preparer preparer;
  private static PlanRows rows;

  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void start() throws IOException {
    world = new ExchangeWorld();
    var config =
        world.settings(
            Map.of(
                "bindery.exchange.quotas.assets-per-revision", 10,
                "bindery.exchange.quotas.assets-per-job", 3,
                "bindery.exchange.quotas.revisions-per-data-set", 4,
                "bindery.exchange.quotas.access-revisions-per-data-set", 1));
    system = ActorSystem.create(Behaviors.empty(), "preparer", config);
    settings = ExchangeSettings.from(config);
    spool = Spool.open(directory);
    preparer =
        Preparer.start(
            system,
            world.aws().s3(),
            settings.plan(),
            new AwsDestination(world.aws(), settings.plan().quotas()),
            spool,
            2);
    rows = new PlanRows(Tables.of(system));
    world.aws().s3().createBucket(request -> request.bucket(MANIFESTS)).join();
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    world.close();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Writes a manifest, and names it as a notice of it does. */
  private static InBucket manifest(String bucket, String key, String content) {
    var put =
        world
            .aws()
            .s3()
            .putObject(
                request -> request.bucket(bucket).key(key),
                AsyncRequestBody.fromBytes(content.getBytes(UTF_8)))
            .join();
    return new InBucket(
        bucket,
        key,
        Optional.ofNullable(put.versionId()),
        Optional.of(put.eTag().replace("\"", "")));
  }

  private Refused refused(ManifestRef manifest) {
    return (Refused) done(preparer.prepare(id, manifest));
  }

  private List<Asset> assets(int plan) {
    var all = new ArrayList<Asset>();
    for (var revision : done(rows.revisions(id, plan, 0, 100))) {
      for (var job : done(rows.jobs(id, plan, revision.number()))) {
        all.addAll(done(rows.assets(id, plan, revision.number(), job.number())));
      }
    }
    return all;
  }

  @Test
  void aPlanIsInTheDatabaseAndIsNeverChanged() {
    var dataSet = world.dataSet();
    var keys = world.put(dataSet, 25);
    var manifest = manifest(MANIFESTS, "a b/ü.json", world.manifest(dataSet));

    var first = (Prepared) done(preparer.prepare(id, manifest));
    world.put(dataSet, 26);
    var second = (Prepared) done(preparer.prepare(id, manifest));

    assertThat(first.plan()).isEqualTo(1);
    assertThat(second.plan()).isEqualTo(2);
    assertThat(first.summary().revisions()).isEqualTo(3);
    assertThat(first.summary().jobs()).isEqualTo(10);
    assertThat(done(rows.summary(id, 1))).contains(first.summary());
    assertThat(done(rows.summary(id, 3))).isEmpty();
    assertThat(done(rows.revisions(id, 1, 1, 1)))
        .containsExactly(new PlanRows.Revision(1, 4, 4, 10, bytes(keys.subList(10, 20))));
    assertThat(done(rows.revision(id, 1, 2)).orElseThrow().jobs()).isEqualTo(2);
    assertThat(done(rows.jobs(id, 1, 2)))
        .extracting(PlanRows.Job::number, PlanRows.Job::assets)
        .containsExactly(tuple(0, 3), tuple(1, 2));
    assertThat(assets(1)).extracting(asset -> asset.object().key()).containsExactlyElementsOf(keys);
    assertThat(assets(1)).allMatch(asset -> !asset.etag().isEmpty());
    assertThat(assets(2)).hasSize(26);
  }

  private static long bytes(List<String> keys) {
    return keys.stream().mapToLong(key -> ("of " + key).length()).sum();
  }

  @Test
  void moreJobsThanAreWrittenAtOnceAreAllThere() throws IOException {
    var dataSet = world.dataSet();
    var keys = world.put(dataSet, 150);
    var config =
        world.settings(
            Map.of(
                "bindery.exchange.quotas.assets-per-job", 1,
                "bindery.exchange.quotas.assets-per-revision", 100));
    var other =
        Preparer.start(
            system,
            world.aws().s3(),
            ExchangeSettings.from(config).plan(),
            new AwsDestination(world.aws(), ExchangeSettings.from(config).plan().quotas()),
            spool,
            1);

    var prepared =
        (Prepared)
            done(other.prepare(id, manifest(MANIFESTS, "many.json", world.manifest(dataSet))));

    assertThat(prepared.summary().jobs()).isEqualTo(150);
    assertThat(assets(1)).extracting(asset -> asset.object().key()).containsExactlyElementsOf(keys);
  }

  @Test
  void aPlanIsCutAgainByALowerQuota() {
    var dataSet = world.dataSet();
    var keys = world.put(dataSet, 25);
    var manifest = manifest(MANIFESTS, "cut.json", world.manifest(dataSet));
    var prepared = (Prepared) done(preparer.prepare(id, manifest));
    var quotas = settings.plan().quotas();
    var lower =
        new Quotas(
            6,
            2,
            quotas.jobsAtOnce(),
            quotas.revisions(),
            quotas.accessRevisions(),
            quotas.assetBytes(),
            quotas.accessEntries());

    var cut = done(preparer.recut(id, prepared.plan(), Map.of(0L, Set.of(0, 1)), lower));

    assertThat(cut.plan()).isEqualTo(2);
    // Three times six assets beside the six that are kept, and one that is left.
    assertThat(cut.summary().revisions()).isEqualTo(5);
    assertThat(cut.summary().digest()).isEqualTo(prepared.summary().digest());
    assertThat(done(rows.jobs(id, 2, 0))).extracting(PlanRows.Job::number).containsExactly(0, 1);
    assertThat(done(rows.assets(id, 2, 0, 1))).isEqualTo(done(rows.assets(id, 1, 0, 1)));
    assertThat(done(rows.revisions(id, 2, 0, 100)))
        .extracting(PlanRows.Revision::assets)
        .containsExactly(6L, 6L, 6L, 6L, 1L);
    assertThat(assets(2))
        .extracting(asset -> asset.object().key())
        .containsExactlyInAnyOrderElementsOf(keys);
    assertThat(assets(1)).hasSize(25);
  }

  @Test
  void aManifestThatCameWithARequestIsReadFromTheDatabase() {
    var dataSet = world.dataSet();
    world.put(dataSet, 2);
    var kept = new KeptManifests(Tables.of(system));
    var text = world.manifest(dataSet).getBytes(UTF_8);

    assertThat(done(kept.save(id, text))).isTrue();
    assertThat(done(kept.save(id, text))).isTrue();
    assertThat(done(kept.save(id, "{}".getBytes(UTF_8)))).isFalse();

    assertThat(done(preparer.prepare(id, new ManifestRef.Kept(id)))).isInstanceOf(Prepared.class);
    assertThat(refused(new ManifestRef.Kept("gone")).reason()).contains("not kept any more");
  }

  @Test
  void allThatIsWrongIsKeptWithItsPlace() {
    var manifest =
        manifest(
            MANIFESTS,
            "wrong.json",
            """
            {"dataset_id": "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6",
             "asset_list": [{"Bucket": "%s", "Key": "none"},
              {"Bucket": "not-listed", "Key": "none"}, {"Bucket": "x"}]}
            """
                .formatted(world.bucket()));

    var refused = refused(manifest);

    assertThat(refused.problems()).isEqualTo(3);
    assertThat(refused.reason())
        .startsWith("line 3, column ")
        .contains("asset_list[1].Bucket", "not-listed", "and 2 more");
    var problems = done(new Refusals(Tables.of(system)).find(id)).orElseThrow();
    assertThat(problems.path("count").asInt()).isEqualTo(3);
    assertThat(problems.at("/problems/2/field").asText()).isEqualTo("asset_list[2].Key");
    assertThat(problems.at("/problems/2/index").asInt()).isEqualTo(2);
    assertThat(done(rows.summary(id, 1))).isEmpty();
  }

  @Test
  void theDataSetIsLookedAtBeforeAnyObject() {
    var unknown = "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6";
    assertThat(refused(manifest(MANIFESTS, "unknown.json", world.manifest(unknown))).reason())
        .startsWith("line 1, column ")
        .endsWith(
            "dataset_id: this account has no data set %s in region us-east-1.".formatted(unknown));

    var access = world.dataSet(AssetType.S3_DATA_ACCESS);
    assertThat(refused(manifest(MANIFESTS, "type.json", world.manifest(access))).reason())
        .contains(
            "data set %s has assets of type S3_DATA_ACCESS, and mode import makes those of type S3_SNAPSHOT"
                .formatted(access));
  }

  @Test
  void theProductIsLookedAtToo() {
    var dataSet = world.dataSet();
    var other = world.dataSet();
    var keys = world.put(dataSet, 1);
    var product = world.product(dataSet, true);
    var wrong = world.product(other, true);

    assertThat(
            done(
                preparer.prepare(
                    id,
                    manifest(
                        MANIFESTS,
                        "product.json",
                        world.manifest(dataSet, Optional.of(product), keys)))))
        .isInstanceOf(Prepared.class);
    assertThat(
            refused(
                    manifest(
                        MANIFESTS, "wrong.json", world.manifest(dataSet, Optional.of(wrong), keys)))
                .reason())
        .contains("product_id: product %s does not have data set %s".formatted(wrong, dataSet));
    assertThat(
            refused(
                    manifest(
                        MANIFESTS,
                        "none.json",
                        world.manifest(dataSet, Optional.of("prod-none"), keys)))
                .reason())
        .contains("product_id: this account has no product prod-none in AWS Marketplace.");
  }

  @Test
  void revisionsThatAreThereCountForTheQuota() {
    var dataSet = world.dataSet();
    world.put(dataSet, 25);
    for (int i = 0; i < 2; i++) {
      world.exchange().createRevision(request -> request.dataSetId(dataSet));
    }
    var manifest = manifest(MANIFESTS, "quota.json", world.manifest(dataSet));

    assertThat(refused(manifest).reason())
        .isEqualTo(
            "asset_list: 25 assets make 3 revisions, and the data set has 2 already: a data set has"
                + " at most 4 (bindery.exchange.quotas.revisions-per-data-set).");
  }

  @Test
  void accessToS3HasARevisionAndNoRows() {
    var dataSet = world.dataSet(AssetType.S3_DATA_ACCESS);
    world.put(dataSet, 3);
    var text = "{\"mode\": \"s3-data-access\", " + world.manifest(dataSet).substring(1);

    var prepared = (Prepared) done(preparer.prepare(id, manifest(MANIFESTS, "s.json", text)));

    assertThat(prepared.summary().access().orElseThrow().prefixes()).containsExactly(dataSet + "/");
    assertThat(done(rows.revisions(id, 1, 0, 10))).isEmpty();
    world.exchange().createRevision(request -> request.dataSetId(dataSet));
    assertThat(refused(manifest(MANIFESTS, "s.json", text)).reason())
        .contains("access-revisions-per-data-set");
  }

  @Test
  void theManifestIsReadAsItWasWhenItWasAskedFor() {
    var dataSet = world.dataSet();
    world.put(dataSet, 1);
    var first = manifest(MANIFESTS, "over.json", world.manifest(dataSet));
    var versioned = manifest(world.bucket(), "manifests/over.json", world.manifest(dataSet));
    manifest(MANIFESTS, "over.json", "{}");
    manifest(world.bucket(), "manifests/over.json", "{}");

    assertThat(refused(first).reason())
        .startsWith("s3://%s/over.json was overwritten before it was read".formatted(MANIFESTS));
    assertThat(refused(first).problems()).isZero();
    assertThat(done(preparer.prepare(id, versioned))).isInstanceOf(Prepared.class);

    world.aws().s3().deleteObject(request -> request.bucket(MANIFESTS).key("over.json")).join();
    assertThat(refused(first).reason()).contains("was deleted before it was read");
  }

  @Test
  void whatPassesFailsAndSaysNothingOfTheManifest() {
    var dataSet = world.dataSet();
    world.put(dataSet, 1);
    var manifest = manifest(MANIFESTS, "passing.json", world.manifest(dataSet));
    // Some refusals are waited for, as the manifest may have been read for an hour.
    world.service().faults().throttle("GetDataSet", 2);
    assertThat(done(preparer.prepare(id, manifest))).isInstanceOf(Prepared.class);

    world.service().faults().refuse("ListDataSetRevisions", 403, "AccessDeniedException", 1);
    assertThatThrownBy(() -> done(preparer.prepare(id, manifest)))
        .hasMessageContaining(
            "the revisions of data set %s cannot be looked at: AWS answered 403 AccessDeniedException: Refused on order.. Allow dataexchange:ListDataSetRevisions."
                .formatted(dataSet));
    assertThat(done(preparer.prepare(id, manifest))).isInstanceOf(Prepared.class);
  }
}
