package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.RoomNode;
import io.bindery.exchange.world.Shown;
import io.bindery.localaws.exchange.Behaviour.OverLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dataexchange.model.AssetType;

/** Quotas of Data Exchange that are met, also those that are lower than their settings. */
class PublicationQuotasTest {
  private static ExchangeWorld world;
  private static RoomNode node;

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    node = RoomNode.start(world, ExchangeWorld.small());
  }

  @AfterAll
  static void stop() {
    node.close();
    world.close();
  }

  @AfterEach
  void nothingWentWrongThatMustNever() {
    var violations = world.service().violations();
    world.service().reset();
    assertThat(violations).isEmpty();
    // What one test has taught is not believed by the next.
    world.query("DELETE FROM exchange_limit RETURNING name");
  }

  private static void published(Account account) {
    published(node.publish(account.manifest()));
  }

  private static void published(String id) {
    var row = world.ended(id);
    assertThat(row).as(row.toString()).containsEntry("state", "published");
  }

  /** How many calls to start a job were refused. */
  private static long refusedStarts() {
    return world.service().refusals().entrySet().stream()
        .filter(refused -> refused.getKey().startsWith("StartJob "))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @ParameterizedTest
  @EnumSource(
      value = OverLimit.class,
      names = {"ADMIT"},
      mode = EnumSource.Mode.EXCLUDE)
  void aJobBeyondTheQuotaWaits(OverLimit way) {
    var account = Account.of(world);
    world.service().quotas().imports(1);
    world.service().behaviour().overLimit(way).jobTime(Duration.ofMillis(50));
    published(account);
    account.assertPublished(way.name());
    assertThat(world.service().mostImports()).isEqualTo(1);
  }

  /** The value that an error names corrects the setting, for later publications too. */
  @Test
  void aQuotaOfJobsThatAnErrorNamesIsBelieved() {
    world.service().quotas().imports(2);
    world.service().behaviour().overLimit(OverLimit.SERVICE_LIMIT);
    world.service().hold();
    var id = node.publish(Account.of(world).manifest());
    await().atMost(ExchangeWorld.PATIENCE).until(() -> refusedStarts() > 0);
    world.service().release();
    published(id);
    long refused = refusedStarts();
    assertThat(world.query("SELECT name, value FROM exchange_limit"))
        .containsExactly(Map.of("name", "jobs-at-once-import", "value", 2));

    published(Account.of(world));
    assertThat(refusedStarts()).isEqualTo(refused);
  }

  @Test
  void aQuotaOfARevisionThatIsLowerIsKeptByCuttingAgain() {
    var account = Account.of(world);
    world.service().quotas().assetsPerRevision(3);
    published(account);
    var revisions = account.revisions();
    assertThat(revisions).allMatch(Shown::isPublic).allMatch(it -> it.assets().size() <= 3);
    assertThat(revisions.stream().flatMap(it -> it.assets().stream()).sorted())
        .containsExactlyElementsOf(account.keys());
  }

  @Test
  void aQuotaOfAJobThatIsLowerIsKeptByCuttingAgain() {
    var account = Account.of(world);
    world
        .service()
        .faults()
        .refuse(
            "CreateJob",
            402,
            "ServiceLimitExceededException",
            Map.of("LimitName", "Assets per import job from Amazon S3", "LimitValue", 1),
            1);
    published(account);
    account.assertPublished("cut again");
    // What was asked for and not begun was withdrawn; the jobs that came then have one asset each.
    assertThat(account.jobs()).isGreaterThan(Account.JOBS);
    assertThat(account.imported()).containsExactlyInAnyOrderElementsOf(account.keys());
  }

  @Test
  void accessIsGivenWithoutACopy() {
    var dataSet = world.dataSet(AssetType.S3_DATA_ACCESS);
    published(node.publish(access(dataSet)));
    assertThat(world.revisions(dataSet)).hasSize(1).allMatch(Shown::isPublic);
  }

  private static String access(String dataSet) {
    world.put(dataSet, 5);
    return world.manifest(dataSet).replaceFirst("\\{", "{\"mode\": \"s3-data-access\", ");
  }

  /** Jobs that give access have a quota of their own, and nobody asks for more than it allows. */
  @Test
  void fiveJobsAtOnceGiveAccess() {
    world.service().hold();
    var publications = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      publications.add(node.publish(access(world.dataSet(AssetType.S3_DATA_ACCESS))));
    }
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(world.service().inProgress()).isEqualTo(5);
              assertThat(waiting(publications)).hasSize(2);
            });
    assertThat(world.query("SELECT slot FROM exchange_slot WHERE kind = 'access'")).hasSize(5);
    world.service().release();
    publications.forEach(PublicationQuotasTest::published);
    assertThat(refusedStarts()).isZero();
  }

  private static List<Object> waiting(List<String> publications) {
    return publications.stream()
        .map(world::publication)
        .flatMap(Optional::stream)
        .map(row -> row.get("waiting_for"))
        .filter(it -> String.valueOf(it).contains("slot"))
        .toList();
  }
}
