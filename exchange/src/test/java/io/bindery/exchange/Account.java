package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** The jobs there are, of whatever state. */
  long jobs() {
    return world.exchange().listJobsPaginator(request -> request.dataSetId(dataSet)).jobs().stream()
        .count();
  }
}
