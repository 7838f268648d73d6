package io.bindery.platform.look;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.localaws.LocalAws;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What looks at things in AWS find. */
class AwsLooksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static LocalAws local;
  private static AwsClients aws;
  private static AwsLooks looks;

  @BeforeAll
  static void start() {
    local = LocalAws.startTemporary();
    aws = clients();
    looks = new AwsLooks(aws);
  }

  private static AwsClients clients() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    return new AwsClients(new AwsSettings(local.region(), Optional.of(local.endpoint())));
  }

  @AfterEach
  void clear() {
    local.faults().clear();
  }

  @AfterAll
  static void stop() {
    aws.close();
    local.close();
  }

  private static Finding at(Look look) {
    return look.once(PATIENCE).toCompletableFuture().join();
  }

  private static String queue(String name, Map<QueueAttributeName, String> attributes) {
    return aws.sqs().createQueue(r -> r.queueName(name).attributes(attributes)).join().queueUrl();
  }

  private static String redrive(String dead, int receives) {
    return "{\"deadLetterTargetArn\":\"arn:aws:sqs:%s:000000000000:%s\",\"maxReceiveCount\":%d}"
        .formatted(local.region(), dead, receives);
  }

  private static Finding queueAt(String url, String dead) {
    return at(looks.queue("q", "some.queue.url", url, dead));
  }

  @Test
  void aQueueWithItsDeadLetterQueueIsUp() {
    var dead = queue("good-dead", Map.of());
    var url = queue("good", Map.of(QueueAttributeName.REDRIVE_POLICY, redrive("good-dead", 10)));
    assertThat(queueAt(url, dead)).isEqualTo(Finding.up());
  }

  @Test
  void aQueueThatDoesNotExistNeverWorks() {
    var dead = queue("some-dead", Map.of());
    var finding = queueAt(local.endpoint() + "/000000000000/noticez", dead);
    assertThat(finding.state()).isEqualTo(State.MISSING);
    assertThat(finding.hopeless()).isTrue();
    assertThat(finding.told()).contains("There is no such queue").contains("Create it");
  }

  @Test
  void aQueueOfAnotherRegionNeverWorksAndIsNotAsked() {
    local.faults().stall("GetQueueAttributes");
    var finding =
        queueAt("https://sqs.eu-central-1.amazonaws.com/111122223333/notices", "https://dead/1/d");
    assertThat(finding.hopeless()).isTrue();
    assertThat(finding.told())
        .isEqualTo(
            "It is in region eu-central-1, but bindery.aws.region is us-east-1. Set"
                + " bindery.aws.region = eu-central-1, or name a queue in us-east-1.");
  }

  @Test
  void aQueueThatIsItsOwnDeadLetterQueueNeverWorks() {
    var url = queue("itself", Map.of());
    assertThat(queueAt(url, url).hopeless()).isTrue();
  }

  @Test
  void whatARedrivePolicyShouldBeIsSaid() {
    var dead = queue("warned-dead", Map.of());
    queue("other-dead", Map.of());
    assertThat(queueAt(queue("warned-none", Map.of()), dead).warnings())
        .singleElement()
        .asString()
        .startsWith("It has no redrive policy")
        .contains("warned-dead");
    var few =
        queue("warned-few", Map.of(QueueAttributeName.REDRIVE_POLICY, redrive("other-dead", 2)));
    assertThat(queueAt(few, dead).warnings())
        .anyMatch(warning -> warning.contains("other-dead") && warning.contains("warned-dead"))
        .anyMatch(warning -> warning.contains("after 2 receives"));
  }

  @Test
  void whoMayNotDeleteMayNotRead() {
    var dead = queue("kept-dead", Map.of());
    var url = queue("kept", Map.of());
    local.faults().refuse("DeleteMessage", 403, "AccessDenied");
    var finding = queueAt(url, dead);
    assertThat(finding.state()).isEqualTo(State.DENIED);
    assertThat(finding.told()).contains("sqs:DeleteMessage");
  }

  /** Each answer of AWS, and what it means for the thing that was asked for. */
  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, UNKNOWN",
    "400, AccessDeniedException, UNKNOWN",
    "403, InvalidClientTokenId, DENIED",
    "403, SignatureDoesNotMatch, DENIED",
    "400, ExpiredTokenException, DENIED",
    "400, ThrottlingException, WAITING",
    "500, InternalFailure, WAITING",
    "503, ServiceUnavailable, WAITING",
    "400, UnknownOperationException, UNKNOWN",
    "400, ValidationException, BROKEN",
    "400, ResourceNotFoundException, MISSING"
  })
  void anAnswerMeans(int status, String code, State state) {
    local.faults().refuse("DescribeEventBus", status, code);
    assertThat(at(looks.bus("b", "some.bus", "default")).state()).isEqualTo(state);
  }

  @Test
  void aFrozenEndpointHoldsNothingUp() {
    local.faults().stall("DescribeEventBus");
    local.faults().stall("GetQueueAttributes");
    long before = System.nanoTime();
    var seen =
        Look.all(
            List.of(
                looks.bus("b", "some.bus", "default"),
                looks.sentTo("q", Kind.QUEUE, "some.url", local.endpoint() + "/1/q")),
            Duration.ofMillis(500));
    assertThat(seen).allMatch(one -> one.finding().state() == State.WAITING);
    assertThat(seen.get(0).finding().words()).isEqualTo("There was no answer within 500 ms.");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void whereNobodyListensIsWaitedFor() {
    try (var nowhere =
        new AwsClients(
            new AwsSettings(
                local.region(), Optional.of(java.net.URI.create("http://127.0.0.1:1"))))) {
      var finding = at(new AwsLooks(nowhere).bus("b", "some.bus", "default"));
      assertThat(finding.state()).isEqualTo(State.WAITING);
      assertThat(finding.words()).contains("cannot be reached");
    }
  }

  @Test
  void busesAndTopics() {
    assertThat(at(looks.bus("b", "some.bus", "default")).state()).isEqualTo(State.UP);
    var missing = at(looks.bus("b", "some.bus", "no-such-bus"));
    assertThat(missing.state()).isEqualTo(State.MISSING);
    assertThat(missing.hopeless()).isFalse();
    var arn = aws.sns().createTopic(r -> r.name("news")).join().topicArn();
    assertThat(at(looks.topic("t", "some.topic", arn, true)).state()).isEqualTo(State.UP);
    assertThat(at(looks.topic("t", "some.topic", arn + "-not", true)).state())
        .isEqualTo(State.MISSING);
    assertThat(
            at(looks.topic("t", "some.topic", "arn:aws:sns:eu-west-1:000000000000:news", true))
                .hopeless())
        .isTrue();
  }

  @Test
  void aBucketThatKeepsNoVersionsAndTellsNobodyIsSaid() {
    aws.s3().createBucket(r -> r.bucket("plain")).join();
    assertThat(at(looks.watched("b", "some.buckets", "plain")).warnings())
        .anyMatch(warning -> warning.contains("does not keep versions"))
        .anyMatch(warning -> warning.contains("tells nobody"));
    assertThat(at(looks.registry("r", "some.registries", "plain")).warnings())
        .anyMatch(warning -> warning.contains("does not keep versions"));
    aws.s3()
        .putBucketVersioning(
            r ->
                r.bucket("plain")
                    .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)))
        .join();
    aws.s3()
        .putBucketNotificationConfiguration(
            r ->
                r.bucket("plain")
                    .notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})))
        .join();
    assertThat(at(looks.watched("b", "some.buckets", "plain"))).isEqualTo(Finding.up());
    assertThat(at(looks.registry("r", "some.registries", "plain"))).isEqualTo(Finding.up());
    assertThat(at(looks.source("s", "some.sources", "absent")).state()).isEqualTo(State.MISSING);
  }

  @Test
  void whatIsMissingAtABucketOfManifestsIsSaid() {
    aws.s3().createBucket(r -> r.bucket("manifests")).join();
    var look = looks.manifests("m", "some.buckets", "manifests", List.of(".status.json"));
    assertThat(at(look).warnings())
        .singleElement()
        .asString()
        .contains("tells nobody", "no manifest is published");
    assertThat(aws.s3().listObjectsV2(r -> r.bucket("manifests")).join().contents()).isEmpty();

    local.faults().refuse("PutObject", 403, "AccessDenied");
    assertThat(at(look).state()).isEqualTo(State.UP);
    assertThat(at(look).warnings())
        .contains(
            "This role may not write beside its objects: allow s3:PutObject for *.status.json.");
    assertThat(at(looks.manifests("m", "some.buckets", "manifests", List.of())).warnings())
        .hasSize(1);

    local.faults().refuse("HeadObject", 403, "AccessDenied");
    assertThat(at(look).state()).isEqualTo(State.DENIED);
    assertThat(at(look).wayOut()).contains("s3:GetObject");
    var published = looks.published("s", "some.sources", "manifests");
    assertThat(at(published).state()).isEqualTo(State.DENIED);
    local.faults().clear();
    assertThat(at(published)).isEqualTo(Finding.up());
  }

  @Test
  void dataExchangeIsLookedAtByAList() {
    assertThat(at(looks.dataExchange("d", "bindery.aws.region"))).isEqualTo(Finding.up());
    local.faults().refuse("ListDataSets", 403, "AccessDeniedException");
    var finding = at(looks.dataExchange("d", "bindery.aws.region"));
    assertThat(finding.state()).isEqualTo(State.UNKNOWN);
    assertThat(finding.told()).contains("dataexchange:ListDataSets");
  }

  @Test
  void aRegistryThatMayNotBeListedIsDenied() {
    aws.s3().createBucket(r -> r.bucket("closed")).join();
    local.faults().refuse("ListObjectsV2", 403, "AccessDenied");
    assertThat(at(looks.registry("r", "some.registries", "closed")).state())
        .isEqualTo(State.DENIED);
  }

  @Test
  void whoMayNotSeeWhetherABucketKeepsVersionsIsTold() {
    aws.s3().createBucket(r -> r.bucket("secret")).join();
    local.faults().refuse("GetBucketVersioning", 403, "AccessDenied");
    var finding = at(looks.source("s", "some.sources", "secret"));
    assertThat(finding.state()).isEqualTo(State.UP);
    assertThat(finding.warnings())
        .containsExactly(
            "This role may not see whether it keeps versions: allow s3:GetBucketVersioning.");
  }
}
