package io.bindery.exchange.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Shown;
import io.bindery.localaws.exchange.Behaviour;
import io.bindery.localaws.exchange.ExchangeFaults;
import io.bindery.localaws.exchange.JobState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a publication when something goes wrong. */
class PublishFaultsTest {
  private static ExchangeWorld world;
  private static Node node;

  private final String dataSet = world.dataSet();

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    node =
        new Node(
            world,
            Map.of(
                "bindery.exchange.quotas.assets-per-revision",
                6,
                "bindery.exchange.quotas.assets-per-job",
                2,
                "bindery.exchange.add-revisions-to",
                List.of("*"),
                "bindery.exchange.notify-subscribers",
                true));
  }

  @AfterEach
  void nothingThatMustNotHappen() {
    var violations = world.service().violations();
    world.service().reset();
    assertThat(violations).isEmpty();
    assertThat(world.query("SELECT * FROM exchange_slot")).isEmpty();
    // What one test has taught is not believed by the next.
    world.query("DELETE FROM exchange_limit RETURNING name");
  }

  @AfterAll
  static void stop() {
    node.close();
    world.close();
  }

  private ExchangeFaults faults() {
    return world.service().faults();
  }

  /** Publishes 14 assets as 3 revisions of a product of the old kind. */
  private String publish() {
    var keys = world.put(dataSet, 14);
    return node.publish(world.manifest(dataSet, Optional.of(world.product(dataSet, false)), keys));
  }

  private void allIsPublic() {
    var revisions = world.revisions(dataSet);
    assertThat(revisions).hasSize(3).allMatch(Shown::finalized).noneMatch(Shown::revoked);
    assertThat(revisions.stream().flatMap(it -> it.assets().stream()))
        .hasSize(14)
        .doesNotHaveDuplicates();
    assertThat(
            world.service().notices().stream().filter(it -> it.dataSet().equals(dataSet)).count())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CreateRevision",
        "CreateJob",
        "StartJob",
        "ListJobs",
        "ListRevisionAssets",
        "UpdateRevision",
        "StartChangeSet",
        "DescribeChangeSet",
        "SendDataSetNotification"
      })
  void aLostAnswerCreatesNothingTwice(String operation) {
    faults().loseAnswers(operation, 2);

    node.await(publish(), PublicationState.PUBLISHED);

    allIsPublic();
    assertThat(world.service().calls().get("CreateRevision")).isEqualTo(3);
    assertThat(world.service().calls().get("CreateJob")).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {402, 409, 429, 500, 503})
  void whatPassesIsWaitedFor(int status) {
    var code =
        Map.of(
                402, "ServiceLimitExceededException",
                409, "ConflictException",
                429, "ThrottlingException",
                500, "InternalServerException",
                503, "ServiceUnavailable")
            .get(status);
    for (var operation :
        List.of("CreateRevision", "CreateJob", "StartJob", "UpdateRevision", "ListJobs")) {
      faults().refuse(operation, status, code, 2);
    }

    node.await(publish(), PublicationState.PUBLISHED);

    allIsPublic();
  }

  @ParameterizedTest
  @EnumSource(value = Behaviour.OverLimit.class, names = "ADMIT", mode = EnumSource.Mode.EXCLUDE)
  void aQuotaOfJobsThatIsLowerIsLearned(Behaviour.OverLimit way) {
    world.service().behaviour().overLimit(way);
    world.service().quotas().imports(2);

    node.await(publish(), PublicationState.PUBLISHED);

    allIsPublic();
  }

  @Test
  void jobsThatEndOutsideAreMadeAgain() {
    faults().endJobs(JobState.CANCELLED, 1);
    faults().endJobs(JobState.TIMED_OUT, 1);
    faults().failJobs("INTERNAL_SERVER_EXCEPTION", 1);
    world.service().behaviour().errorLeavesAssets(true);

    node.await(publish(), PublicationState.PUBLISHED);

    allIsPublic();
  }

  @Test
  void aPartThatAJobInErrorLeftIsNotImportedTwice() {
    world.service().behaviour().errorLeavesAssets(true);
    var keys = world.put(dataSet, 14);
    faults().failKeys("INTERNAL_SERVER_EXCEPTION", Set.of(keys.get(1)));
    var id =
        node.publish(world.manifest(dataSet, Optional.of(world.product(dataSet, false)), keys));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.service().calls().getOrDefault("CreateJob", 0L) >= 8);
    faults().clear();

    node.await(id, PublicationState.PUBLISHED);

    allIsPublic();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MALWARE_DETECTED",
        "MALWARE_SCAN_ENCRYPTED_FILE",
        "RESOURCE_NOT_FOUND_EXCEPTION",
        "ACCESS_DENIED_EXCEPTION",
        "VALIDATION_EXCEPTION"
      })
  void whatLastsEndsItAndLeavesNothing(String code) {
    var keys = world.put(dataSet, 14);
    faults().failKeys(code, Set.of(keys.get(3)));

    var id = node.publish(world.manifest(dataSet));

    var view = node.await(id, PublicationState.FAILED);
    assertThat(view.error().orElseThrow()).contains(keys.get(3));
    assertThat(world.revisions(dataSet)).isEmpty();
  }

  @Test
  void aQuotaOfAssetsThatIsLowerCutsThePlanAgain() {
    world.service().quotas().assetsPerRevision(4);

    node.await(publish(), PublicationState.PUBLISHED);

    var revisions = world.revisions(dataSet);
    assertThat(revisions).allMatch(Shown::finalized).allMatch(it -> it.assets().size() <= 4);
    assertThat(revisions.stream().flatMap(it -> it.assets().stream()))
        .hasSize(14)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsRefusedWaitsForAnOrderToGoOn() {
    faults().refuse(ExchangeFaults.FINALIZE, 400, "ValidationException", 1);
    var id = publish();
    var held = node.await(id, PublicationState.HELD);
    assertThat(held.error().orElseThrow()).contains("1 of 3");

    Node.done(node.orders().goOn(id, "ada"));

    node.await(id, PublicationState.PUBLISHED);
    allIsPublic();
  }

  @Test
  void aChangeSetThatFailsWaitsForAnOrder() {
    faults().failChangeSets("CLIENT_ERROR", "REVISION_NOT_FOUND", 1);
    var id = publish();

    var view = node.await(id, PublicationState.HELD);
    assertThat(view.error().orElseThrow()).contains("REVISION_NOT_FOUND");
    Node.done(node.orders().goOn(id, "ada"));

    node.await(id, PublicationState.PUBLISHED);
    allIsPublic();
  }

  @Test
  void anotherChangeOfTheProductIsWaitedFor() {
    faults().refuse("StartChangeSet", 423, "ResourceInUseException", 3);

    node.await(publish(), PublicationState.PUBLISHED);

    allIsPublic();
    assertThat(world.service().refusals())
        .containsEntry("StartChangeSet ResourceInUseException", 3L);
    assertThat(world.service().calls()).containsEntry("StartChangeSet", 4L);
  }

  @Test
  void atMostFiveRevisionsAreAddedByAChangeSet() {
    var keys = world.put(dataSet, 38);
    var product = Optional.of(world.product(dataSet, false));

    node.await(node.publish(world.manifest(dataSet, product, keys)), PublicationState.PUBLISHED);

    var revisions = world.revisions(dataSet);
    assertThat(revisions).hasSize(7).allMatch(Shown::finalized);
    // Of six revisions the local catalog would take none.
    assertThat(world.service().calls()).containsEntry("StartChangeSet", 2L);
  }

  @Test
  void aPublicationThatIsCancelledLeavesNothing() {
    world.service().hold();
    var id = publish();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.service().inProgress() >= 5);

    assertThat(Node.done(node.orders().cancel(id, "ada")))
        .isInstanceOf(PublicationCommand.Ordered.class);
    world.service().release();

    node.await(id, PublicationState.CANCELLED);
    assertThat(world.revisions(dataSet)).isEmpty();
  }

  @Test
  void listsMayLag() {
    world.service().behaviour().listLag(Duration.ofMillis(150));
    faults().loseAnswers("CreateRevision", 1);
    faults().loseAnswers("CreateJob", 2);

    node.await(publish(), PublicationState.PUBLISHED);

    allIsPublic();
  }

  @Test
  void whatIsPublishedCanBeRevoked() {
    var id = publish();
    node.await(id, PublicationState.PUBLISHED);

    Node.done(node.orders().revoke(id, "ada", "These are the wrong samples."));

    node.await(id, PublicationState.REVOKED);
    assertThat(world.revisions(dataSet)).hasSize(3).allMatch(Shown::revoked);
    var again = publish();
    node.await(again, PublicationState.PUBLISHED);
  }
}
