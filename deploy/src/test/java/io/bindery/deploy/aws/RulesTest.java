package io.bindery.deploy.aws;

import static io.bindery.deploy.aws.Template.list;
import static io.bindery.deploy.aws.Template.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.notice.NoticeParser;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.event.ruler.Machine;

/** Each rule is on the bus where its events are, takes them, and makes what Bindery reads. */
class RulesTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static final Stack STACK = new Stack(Template.shipped(), Stacks.EVERYTHING);

  private static final String S3_EVENT =
      """
      {"version": "0", "id": "17793124-05d4-b198-2fde-7ededc63b103", "detail-type": "%s",
       "source": "aws.s3", "account": "111122223333", "time": "2026-11-12T00:00:00Z",
       "region": "us-east-1", "resources": ["arn:aws:s3:::%s"],
       "detail": {"version": "0", "bucket": {"name": "%s"},
                  "object": {"key": "runs/1/a.txt", "size": 5, "etag": "b1946ac9",
                             "version-id": "v1", "sequencer": "617f08299329d189"},
                  "request-id": "N4N7GDK58NMKJ12R", "requester": "111122223333",
                  "source-ip-address": "1.2.3.4", "reason": "PutObject"}}
      """;

  @ParameterizedTest
  @CsvSource({
    "S3Rule, Object Created, lab-a, true",
    "S3Rule, Object Created, lab-b, true",
    "S3Rule, Object Deleted, lab-a, true",
    "S3Rule, Object Restore Completed, lab-a, true",
    "S3Rule, Object Tags Added, lab-a, false",
    "S3Rule, Object Created, lab-c, false",
    "S3Rule, Object Created, manifests-a, false",
    "ManifestRule, Object Created, manifests-b, true",
    "ManifestRule, Object Created, lab-a, false"
  })
  void rulesTakeTheNoticesOfTheirBuckets(String rule, String type, String bucket, boolean taken)
      throws Exception {
    var event = S3_EVENT.formatted(type, bucket, bucket);

    assertThat(takes(rule, event)).isEqualTo(taken);
    if (taken && !type.contains("Restore")) {
      assertThat(NoticeParser.parse(event)).isNotNull();
    }
  }

  @Test
  void completedRunsOfHealthOmicsAreTaken() throws Exception {
    var event =
        """
        {"source": "aws.omics", "detail-type": "Run Status Change",
         "detail": {"status": "%s", "runOutputUri": "s3://lab-a/out/1"}}
        """;

    assertThat(takes("OmicsRule", event.formatted("COMPLETED"))).isTrue();
    assertThat(takes("OmicsRule", event.formatted("RUNNING"))).isFalse();
  }

  @Test
  void theEndsOfRefreshesOfTheSharesAreTaken() throws Exception {
    var event =
        """
        {"source": "aws.storagegateway", "detail-type": "Storage Gateway Refresh Cache Event",
         "resources": ["arn:aws:storagegateway:us-east-1:111122223333:share/%s"], "detail": {}}
        """;

    assertThat(takes("FileShareRule", event.formatted("share-0123ABCD"))).isTrue();
    assertThat(takes("FileShareRule", event.formatted("share-FFFFFFFF"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "S3Rule, default, EventQueue",
    "ManifestRule, default, EventQueue",
    "OmicsRule, default, EventQueue",
    "FileShareRule, default, PackagerQueue",
    "PackagerRule, lab, PackagerQueue",
    "ShadowOursRule, bindery-shadow, ShadowOursQueue",
    "ShadowTheirsRule, lab, ShadowTheirsQueue"
  })
  void rulesAreOnTheBusWhereTheirEventsAre(String rule, String bus, String queue) {
    var properties = STACK.properties(rule);

    assertThat(properties).containsEntry("EventBusName", bus);
    assertThat(list(properties.get("Targets")))
        .singleElement()
        .satisfies(
            target ->
                assertThat(map(target))
                    .containsEntry("Arn", "arn:aws:sqs:us-east-1:111122223333:" + queue));
  }

  @Test
  void whatARuleCannotDeliverIsInADeadLetterQueue() {
    for (var rule : new String[] {"S3Rule", "ManifestRule", "OmicsRule", "PackagerRule"}) {
      var target = map(list(STACK.properties(rule).get("Targets")).get(0));
      assertThat(map(target.get("DeadLetterConfig")).get("Arn").toString())
          .as(rule)
          .isEqualTo(target.get("Arn").toString().replace("Queue", "DeadLetterQueue"));
    }
  }

  @Test
  void anAnnouncementBecomesADescription() throws Exception {
    var event =
        """
        {"version": "0", "source": "com.quiltdata.edp", "detail-type": "package-objects-ready",
         "detail": {"version": "0.1", "bucket": "lab-a", "prefix": "runs/1/"}}
        """;
    var transformer =
        map(
            map(list(STACK.properties("PackagerRule").get("Targets")).get(0))
                .get("InputTransformer"));

    assertThat(takes("PackagerRule", event)).isTrue();
    // As EventBridge fills it: a name in quotes is replaced within them.
    var text = transformer.get("InputTemplate").toString();
    for (var path : map(transformer.get("InputPathsMap")).entrySet()) {
      var pointer = path.getValue().toString().substring(1).replace('.', '/');
      text = text.replace("<" + path.getKey() + ">", JSON.readTree(event).at(pointer).asText());
    }
    assertThat(PackageDescription.parse(text).folder())
        .isEqualTo(
            PackageDescription.parse("{\"source_prefix\": \"s3://lab-a/runs/1/\"}").folder());
  }

  @Test
  void onABusThatIsThereNoneIsMade() {
    var there =
        new Stack(
            Template.shipped(), Stacks.with(Stacks.EVERYTHING, Map.of("CreateEventBus", "no")));
    var standard =
        new Stack(
            Template.shipped(), Stacks.with(Stacks.EVERYTHING, Map.of("EventBusName", "default")));

    for (var stack : new Stack[] {there, standard}) {
      assertThat(stack.resources()).doesNotContainKey("EventBus");
    }
    assertThat(there.properties("PackagerRule")).containsEntry("EventBusName", "lab");
    assertThat(standard.properties("PackagerRule")).containsEntry("EventBusName", "default");
    assertThat(STACK.properties("EventBus")).containsEntry("Name", "lab");
  }

  /** By Ruler, which is what EventBridge matches with. */
  private static boolean takes(String rule, String event) throws Exception {
    var machine = Machine.builder().build();
    var pattern = new LinkedHashMap<>(map(STACK.properties(rule).get("EventPattern")));
    machine.addRule(rule, JSON.writeValueAsString(pattern));
    return !machine.rulesForJSONEvent(event).isEmpty();
  }
}
