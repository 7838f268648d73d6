package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Fate;
import io.bindery.exchange.world.RoomNode;
import io.bindery.exchange.world.Shown;
import io.bindery.exchange.world.Wire;
import io.bindery.exchange.world.WireCall;
import io.bindery.localaws.exchange.ExchangeFaults;
import io.bindery.localaws.exchange.JobState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a publication, whatever Data Exchange does. */
class PublicationOutcomesTest {
  private static ExchangeWorld world;
  private static Wire wire;
  private static RoomNode node;

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    wire = new Wire(world.localAws());
    var settings = new HashMap<>(ExchangeWorld.small());
    settings.put("bindery.aws.endpoint", wire.endpoint().toString());
    node = RoomNode.start(world, settings);
  }

  @AfterAll
  static void stop() {
    node.close();
    wire.close();
    world.close();
  }

  @AfterEach
  void nothingWentWrongThatMustNever() {
    wire.decide(call -> Fate.FINE);
    var violations = world.service().violations();
    world.service().reset();
    assertThat(violations).isEmpty();
  }

  private static Map<String, Object> published(Account account) {
    return ended(account, "published");
  }

  private static Map<String, Object> ended(Account account, String state) {
    var row = world.ended(node.publish(account.manifest()));
    assertThat(row).as(row.toString()).containsEntry("state", state);
    return row;
  }

  private static String error(Map<String, Object> row) {
    return String.valueOf(row.get("error"));
  }

  @Test
  void aPublicationIsFinalOnlyOnceAllOfItIsThere() {
    var account = Account.of(world);
    published(account);
    account.assertPublished("");
    var calls = wire.calls(account.dataSet()).stream().map(it -> it.operation()).toList();
    assertThat(calls.indexOf(ExchangeFaults.FINALIZE)).isGreaterThan(calls.lastIndexOf("StartJob"));
    assertThat(account.jobs()).isEqualTo(Account.JOBS);
    // Subscribers are told only if a setting says so.
    assertThat(world.service().notices())
        .noneMatch(notice -> notice.dataSet().equals(account.dataSet()));
  }

  @Test
  void theSameContentTwiceIsPublishedOnce() {
    var account = Account.of(world);
    var first = published(account);
    var second = ended(account, "unchanged");
    assertThat(second).containsEntry("unchanged_since", first.get("publication_id"));
    account.assertPublished("twice");
  }

  @Test
  void twoOfOneDataSetGoOneAfterTheOther() {
    var account = Account.withOwnObjects(world);
    world.service().hold();
    var first = node.publish(account.manifest());
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(() -> wire.count(account.dataSet(), "StartJob") > 0);
    world.put(account.dataSet() + "/more.txt", "more").join();
    var second = node.publish(world.manifest(account.dataSet()));
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(
            () ->
                world
                    .publication(second)
                    .filter(it -> it.get("state").equals("queued"))
                    .isPresent());
    assertThat(account.revisions()).allMatch(it -> it.comment().contains(first.substring(0, 8)));
    world.service().release();
    assertThat(world.ended(first)).containsEntry("state", "published");
    assertThat(world.ended(second)).containsEntry("state", "published");
    assertThat(account.revisions()).hasSize(Account.REVISIONS + 4).allMatch(Shown::isPublic);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INTERNAL_SERVER_EXCEPTION", "SERVICE_QUOTA_EXCEEDED_EXCEPTION"})
  void aJobThatFailsForWhatPassesIsRepeated(String code) {
    var account = Account.of(world);
    world.service().faults().failJobs(code, 2);
    published(account);
    account.assertPublished(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MALWARE_DETECTED",
        "MALWARE_SCAN_ENCRYPTED_FILE",
        "ACCESS_DENIED_EXCEPTION",
        "VALIDATION_EXCEPTION",
        "RESOURCE_NOT_FOUND_EXCEPTION"
      })
  void aJobThatFailsForGoodEndsThePublicationAndNamesTheAsset(String code) {
    var account = Account.of(world);
    world.service().faults().failKeys(code, Set.of(account.keys().get(7)));
    var row = ended(account, "failed");
    assertThat(error(row)).contains(account.keys().get(7));
    account.assertNothingLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MALWARE_DETECTED", "MALWARE_SCAN_ENCRYPTED_FILE"})
  void malwareIsImportedOnceAndNeverAgain(String code) {
    var account = Account.of(world);
    var infected = account.keys().get(0);
    world.service().faults().failKeys(code, Set.of(infected));
    ended(account, "failed");
    assertThat(account.asked()).contains(infected).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"CANCELLED", "TIMED_OUT"})
  void aJobThatIsEndedFromOutsideIsMadeAgain(JobState state) {
    var account = Account.of(world);
    world.service().faults().endJobs(state, 2);
    published(account);
    account.assertPublished(state.name());
  }

  @Test
  void ofAJobInErrorOnlyWhatIsMissingIsRepeated() {
    var account = Account.of(world);
    world.service().behaviour().errorLeavesAssets(true);
    world.service().faults().failKeys("INTERNAL_SERVER_EXCEPTION", Set.of(account.keys().get(3)));
    var id = node.publish(account.manifest());
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(() -> wire.count(account.dataSet(), "CreateJob") > Account.JOBS);
    world.service().faults().clear();
    assertThat(world.ended(id)).containsEntry("state", "published");
    account.assertPublished("an asset was there twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GetDataSet",
        "ListDataSetRevisions",
        "CreateRevision",
        "CreateJob",
        "StartJob",
        "ListJobs",
        "ListRevisionAssets",
        "UpdateRevision",
        "DescribeEntity",
        "StartChangeSet",
        "DescribeChangeSet"
      })
  void aCallThatIsRefusedForItsRateIsMadeLater(String operation) {
    var account = Account.withOldProduct(world);
    world.service().faults().throttle(operation, 2);
    published(account);
    account.assertPublished(operation);
    assertThat(account.jobs()).isEqualTo(Account.JOBS);
    assertThat(world.service().refusals()).containsEntry(operation + " ThrottlingException", 2L);
  }

  @Test
  void anObjectThatVanishesMeanwhileEndsThePublication() {
    var account = Account.withOwnObjects(world);
    world.service().hold();
    var id = node.publish(account.manifest());
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(() -> wire.count(account.dataSet(), "StartJob") > 0);
    world.delete(account.keys().get(11));
    world.service().release();
    var row = world.ended(id);
    assertThat(row).containsEntry("state", "failed");
    assertThat(error(row)).contains(account.keys().get(11));
    account.assertNothingLeft();
  }

  @Test
  void anObjectThatIsOverwrittenMeanwhileEndsThePublication() {
    var account = Account.withOwnObjects(world);
    world.service().hold();
    var id = node.publish(account.manifest());
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(() -> wire.count(account.dataSet(), "StartJob") > 0);
    world.put(account.keys().get(5), "another content of " + account.keys().get(5)).join();
    world.service().release();
    var row = world.ended(id);
    assertThat(row).containsEntry("state", "failed");
    assertThat(error(row)).contains(account.keys().get(5));
    account.assertNothingLeft();
  }

  /** Somebody else imports an object once more into a draft that is being filled. */
  @Test
  void whatIsThereBeyondThePlanIsDeletedBeforeAnythingIsFinal() {
    var account = Account.of(world);
    var imported = new AtomicBoolean();
    // Nothing is counted before it has come.
    wire.decide(
        call ->
            call.dataSet().equals(account.dataSet())
                    && !imported.get()
                    && (call.operation().equals("ListJobs") || call.operation().equals("GetJob"))
                ? Fate.DROPPED
                : Fate.FINE);
    var id = node.publish(account.manifest());
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(() -> wire.count(account.dataSet(), "StartJob") > 0);
    account.importOnceMore(account.revisions().get(0), account.keys().get(0));
    imported.set(true);
    assertThat(world.ended(id)).containsEntry("state", "published");
    account.assertPublished("an asset was there twice");
    assertThat(wire.count(account.dataSet(), "DeleteAsset")).isEqualTo(1);
  }

  /** What was made in it, and whether that was ever known, is no question any more. */
  @ParameterizedTest
  @ValueSource(strings = {"CreateRevision", "CreateJob", "StartJob"})
  void aDataSetThatIsDeletedMeanwhileEndsThePublication(String lost) {
    var account = Account.of(world);
    var deleted = new AtomicBoolean();
    world.service().hold();
    // The answer is lost, and nothing can be looked for until the data set is gone.
    wire.decide(
        call ->
            !call.dataSet().equals(account.dataSet()) || deleted.get()
                ? Fate.FINE
                : call.operation().equals(lost)
                    ? Fate.UNANSWERED
                    : wire.count(account.dataSet(), lost) > 0 && isList(call)
                        ? Fate.DROPPED
                        : Fate.FINE);
    var id = node.publish(account.manifest());
    await().atMost(ExchangeWorld.PATIENCE).until(() -> wire.count(account.dataSet(), lost) > 0);
    world.service().release();
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              delete(account);
              return true;
            });
    deleted.set(true);
    var row = world.ended(id);
    assertThat(row).as(row.toString()).containsEntry("state", "failed");
    assertThat(error(row)).contains(account.dataSet());
  }

  private static boolean isList(WireCall call) {
    return call.operation().equals("ListDataSetRevisions")
        || call.operation().equals("ListJobs")
        || call.operation().equals("GetJob");
  }

  private static void delete(Account account) {
    for (var revision : account.revisions()) {
      world
          .exchange()
          .deleteRevision(
              request -> request.dataSetId(account.dataSet()).revisionId(revision.id()));
    }
    world.exchange().deleteDataSet(request -> request.dataSetId(account.dataSet()));
  }

  /** The longest that a manifest may have, beside what Bindery adds. */
  @Test
  void theLongestCommentAndAllTagsReachTheRevision() {
    var account = Account.of(world);
    var tags =
        IntStream.range(0, 49)
            .mapToObj("\"%d\": \"of the lab\""::formatted)
            .collect(Collectors.joining(", "));
    var comment = "x".repeat(16_300);
    var manifest =
        account
            .manifest()
            .replaceFirst("\\{", "{\"comment\": \"%s\", \"tags\": {%s}, ".formatted(comment, tags));
    var row = world.ended(node.publish(manifest));
    assertThat(row).as(error(row)).containsEntry("state", "published");
    assertThat(account.revisions())
        .allMatch(it -> it.comment().contains(comment))
        .allSatisfy(
            it -> assertThat(account.tags(it)).hasSize(50).containsEntry("48", "of the lab"));
  }

  @Test
  void aWrongProductIsRefusedBeforeAnythingIsCreated() {
    var account = Account.of(world);
    var other = world.product(world.dataSet(), true);
    for (var product : List.of("prod-unknown", other)) {
      var id =
          node.publish(world.manifest(account.dataSet(), Optional.of(product), account.keys()));
      var row = world.ended(id);
      assertThat(row).as(row.toString()).containsEntry("state", "refused");
      assertThat(error(row)).contains(product);
    }
    account.assertNothingLeft();
    assertThat(wire.count(account.dataSet(), "CreateRevision")).isZero();
  }

  @Test
  void aFinalizeThatIsRefusedHalfWayWaitsForAnOrderAndGoesOn() {
    var account = Account.of(world);
    var row = heldHalfWay(account);
    var id = (String) row.get("publication_id");
    assertThat(error(row)).contains("2 of 3");
    order(node.exchange().publications().goOn(id, "tester"));
    assertThat(world.ended(id)).containsEntry("state", "published");
    account.assertPublished("gone on");
  }

  @Test
  void whatIsHeldHalfWayIsRevokedOnOrder() {
    var account = Account.of(world);
    var id = (String) heldHalfWay(account).get("publication_id");
    order(node.exchange().publications().revoke(id, "tester", "Not what was meant."));
    assertThat(world.ended(id)).containsEntry("state", "revoked");
    assertThat(account.revisions()).hasSize(1).allMatch(Shown::revoked);
  }

  /** The second finalizing call is refused; the publication is held until it is told. */
  private static Map<String, Object> heldHalfWay(Account account) {
    wire.decide(
        call ->
            call.dataSet().equals(account.dataSet())
                    && call.operation().equals(ExchangeFaults.FINALIZE)
                    && call.number() == 1
                ? Fate.REFUSED
                : Fate.FINE);
    var row = ended(account, "held");
    assertThat(account.revisions().stream().filter(Shown::isPublic)).hasSize(1);
    assertThat(account.revisions()).hasSize(Account.REVISIONS);
    return row;
  }

  private static void order(CompletionStage<?> answer) {
    await().atMost(ExchangeWorld.PATIENCE).until(() -> answer.toCompletableFuture().isDone());
    System.out.println(answer.toCompletableFuture().join());
  }

  @Test
  void aFailedChangeSetWaitsForAnOrder() {
    var account = Account.withOldProduct(world);
    world.service().faults().failChangeSets("CLIENT_ERROR", "REVISION_NOT_FOUND", 1);
    var row = ended(account, "held");
    assertThat(error(row)).contains("REVISION_NOT_FOUND");
    var id = (String) row.get("publication_id");
    order(node.exchange().publications().goOn(id, "tester"));
    assertThat(world.ended(id)).containsEntry("state", "published");
    account.assertPublished("the second change set");
    assertThat(wire.count(account.dataSet(), "StartChangeSet")).isEqualTo(2);
  }

  @Test
  void whatIsCancelledBeforeItIsFinalIsRemoved() {
    var account = Account.of(world);
    world.service().hold();
    var id = node.publish(account.manifest());
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(() -> wire.count(account.dataSet(), "StartJob") > 0);
    order(node.exchange().publications().cancel(id, "tester"));
    world.service().release();
    assertThat(world.ended(id)).containsEntry("state", "cancelled");
    account.assertNothingLeft();
  }

  @Test
  void nothingIsCreatedTwiceThoughListsLag() {
    var account = Account.of(world);
    world.service().behaviour().listLag(Duration.ofMillis(300));
    wire.decide(
        call ->
            call.dataSet().equals(account.dataSet()) && call.creates() && call.number() == 0
                ? Fate.UNANSWERED
                : Fate.FINE);
    published(account);
    account.assertPublished("lists lag");
    assertThat(account.jobs()).isEqualTo(Account.JOBS);
  }
}
