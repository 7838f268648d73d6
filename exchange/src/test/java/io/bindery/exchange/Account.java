package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.ImportAssetsFromS3RequestDetails;
import software.amazon.awssdk.services.dataexchange.model.JobEntry;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/**
 * A data set of its own, to which twelve objects are published: three revisions of two jobs each.
 *
 * @param product whose revisions are added by a change set; or none
 */
record Account(ExchangeWorld world, String dataSet, Optional<String> product, List<String> keys) {
  static final int ASSETS = 12;
  static final int REVISIONS = 3;
  static final int JOBS = 6;
  private static final int PER_REVISION = ASSETS / REVISIONS;

  /** With a product from before revisions were published by themselves. */
  static Account withOldProduct(ExchangeWorld world) {
    var dataSet = world.dataSet();
    return new Account(
        world, dataSet, Optional.of(world.product(dataSet, false)), world.shared(ASSETS));
  }

  /** Without a product, as whoever shares by data grants has it. */
  static Account of(ExchangeWorld world) {
    return new Account(world, world.dataSet(), Optional.empty(), world.shared(ASSETS));
  }

  /** With objects that nobody else publishes, so that they may be changed. */
  static Account withOwnObjects(ExchangeWorld world) {
    var dataSet = world.dataSet();
    return new Account(world, dataSet, Optional.empty(), world.put(dataSet, ASSETS));
  }

  String manifest() {
    return world.manifest(dataSet, product, keys);
  }

  List<Shown> revisions() {
    return world.revisions(dataSet);
  }

  /** What is the same of each publication of such an account that is published. */
  void assertPublished(String as) {
    var revisions = revisions();
    assertThat(revisions).as(as).hasSize(REVISIONS).allMatch(Shown::isPublic);
    assertThat(revisions.stream().map(Shown::part)).as(as).doesNotHaveDuplicates();
    var names = new ArrayList<String>();
    for (var revision : revisions) {
      assertThat(revision.assets()).as(as).hasSize(PER_REVISION);
      names.addAll(revision.assets());
    }
    assertThat(names).as(as).containsExactlyElementsOf(keys);
  }

  /** Nothing that subscribers see, and nothing that is left to be tidied up. */
  void assertNothingLeft() {
    assertThat(revisions()).isEmpty();
  }

  /** Imports an object into a revision as another program would, and waits until it is there. */
  void importOnceMore(Shown revision, String key) {
    var source = AssetSourceEntry.builder().bucket(world.bucket()).key(key).build();
    var into =
        ImportAssetsFromS3RequestDetails.builder()
            .dataSetId(dataSet)
            .revisionId(revision.id())
            .assetSources(source)
            .build();
    var job =
        world
            .exchange()
            .createJob(
                request ->
                    request
                        .type(Type.IMPORT_ASSETS_FROM_S3)
                        .details(details -> details.importAssetsFromS3(into)))
            .id();
    world.exchange().startJob(request -> request.jobId(job));
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(
            () -> world.exchange().getJob(request -> request.jobId(job)).state(),
            State.COMPLETED::equals);
  }

  /** The tags of one of its revisions. */
  Map<String, String> tags(Shown revision) {
    return world
        .exchange()
        .getRevision(request -> request.dataSetId(dataSet).revisionId(revision.id()))
        .tags();
  }

  /** The keys that jobs were to import, each as often as a job was made for it. */
  List<String> asked() {
    return keys(job -> true);
  }

  /** The keys that jobs imported, each as often as it was. */
  List<String> imported() {
    return keys(job -> job.state() == State.COMPLETED);
  }

  private List<String> keys(Predicate<JobEntry> which) {
    return world.exchange().listJobsPaginator(request -> request.dataSetId(dataSet)).jobs().stream()
        .filter(which)
        .flatMap(job -> job.details().importAssetsFromS3().assetSources().stream())
        .map(AssetSourceEntry::key)
        .toList();
  }

  /** The jobs there are, of whatever state. */
  long jobs() {
    return world.exchange().listJobsPaginator(request -> request.dataSetId(dataSet)).jobs().stream()
        .count();
  }
}
