package io.bindery.deploy.aws;

import static io.bindery.deploy.aws.Template.list;
import static io.bindery.deploy.aws.Template.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** CloudFormation's own limit for a template in S3. */
  private static final long MOST_BYTES = 1 << 20;

  private static final Template TEMPLATE = Template.shipped();

  @Test
  void parametersOfEventDrivenPackagingKeepTheirNamesAndDefaults() {
    assertThat(TEMPLATE.parameters())
        .containsKeys(
            "VPC",
            "Subnets",
            "SecurityGroup",
            "BucketName",
            "BucketIgnorePrefixes",
            "BucketPrefixDepth",
            "BucketThresholdDuration",
            "BucketThresholdEventCount",
            "DBUser",
            "DBPassword",
            "EventBusName");
    var defaults = new LinkedHashMap<String, Object>();
    for (var name :
        List.of(
            "BucketIgnorePrefixes",
            "BucketPrefixDepth",
            "BucketThresholdDuration",
            "BucketThresholdEventCount")) {
      defaults.put(name, map(TEMPLATE.parameters().get(name)).get("Default"));
    }
    assertThat(defaults)
        .isEqualTo(
            Map.of(
                "BucketIgnorePrefixes", "",
                "BucketPrefixDepth", 2,
                "BucketThresholdDuration", 300,
                "BucketThresholdEventCount", 20));
    assertThat(map(TEMPLATE.parameters().get("DBPassword"))).containsEntry("NoEcho", true);
  }

  @Test
  void everyParameterIsDescribedAndInAGroup() {
    var groups =
        list(
            map(map(TEMPLATE.section("Metadata").get("AWS::CloudFormation::Interface")))
                .get("ParameterGroups"));
    var grouped = new ArrayList<>();
    groups.forEach(group -> grouped.addAll(list(map(group).get("Parameters"))));

    assertThat(grouped).containsExactlyInAnyOrderElementsOf(TEMPLATE.parameters().keySet());
    assertThat(TEMPLATE.parameters().values())
        .allSatisfy(it -> assertThat(map(it).get("Description").toString()).endsWith("."));
  }

  @Test
  void itIsNotTooLarge() throws Exception {
    assertThat(Files.size(Template.FILE)).isLessThan(MOST_BYTES);
    assertThat(TEMPLATE.parameters()).hasSizeLessThanOrEqualTo(200);
    assertThat(TEMPLATE.resources()).hasSizeLessThanOrEqualTo(500);
    assertThat(TEMPLATE.outputs()).hasSizeLessThanOrEqualTo(200);
  }

  /** With each thing alone, all of them, all but one, and none. */
  static Stream<Map<String, String>> combinations() {
    var all = new ArrayList<Map<String, String>>();
    all.add(Stacks.LEAST);
    all.add(Stacks.EVERYTHING);
    for (var name : Stacks.EVERYTHING.keySet()) {
      all.add(Stacks.with(Stacks.LEAST, Map.of(name, Stacks.EVERYTHING.get(name))));
      if (!Stacks.LEAST.containsKey(name)) {
        var butOne = new HashMap<>(Stacks.EVERYTHING);
        butOne.remove(name);
        all.add(butOne);
      }
    }
    all.add(Stacks.with(Stacks.EVERYTHING, Map.of("CreateEventBus", "no")));
    all.add(Stacks.with(Stacks.EVERYTHING, Map.of("EventBusName", "default")));
    all.add(Stacks.with(Stacks.LEAST, Map.of("BucketThresholdEventCount", "0")));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void nothingNamesWhatIsNotMade(Map<String, String> parameters) {
    var stack = new Stack(TEMPLATE, parameters);

    assertThat(stack.resources()).isNotEmpty();
    assertThat(stack.outputs().values()).doesNotContain("");
  }

  @Test
  void eachConditionIsUsed() throws Exception {
    var text = Files.readString(Template.FILE);
    assertThat(TEMPLATE.conditions().keySet())
        .allSatisfy(
            name -> assertThat(text.split("\\b" + name + "\\b", -1).length).isGreaterThan(2));
  }

  @Test
  void aNameThatNothingHasIsFound() {
    var wrong =
        """
        Parameters: {}
        Conditions: {Never: !Equals [a, b]}
        Resources:
          A: {Type: "AWS::SNS::Topic", Condition: Never, Properties: {}}
          B: {Type: "AWS::SNS::Topic", Properties: {Name: !Ref %s}}
        Outputs: {}
        """;

    assertThatThrownBy(() -> new Stack(Template.parse(wrong.formatted("C")), Map.of()).resources())
        .hasMessage("there is no C");
    assertThatThrownBy(() -> new Stack(Template.parse(wrong.formatted("A")), Map.of()).resources())
        .hasMessage("A is named, and is not made with these parameters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Event", "Packager"})
  void queuesSetAsideWhatCannotBeHandled(String name) {
    var stack = new Stack(TEMPLATE, Stacks.LEAST);

    assertThat(stack.properties(name + "Queue"))
        .containsEntry(
            "RedrivePolicy",
            Map.of(
                "deadLetterTargetArn",
                "arn:aws:sqs:us-east-1:111122223333:%sDeadLetterQueue".formatted(name),
                "maxReceiveCount",
                10))
        .containsEntry("SqsManagedSseEnabled", true);
    assertThat(stack.properties(name + "DeadLetterQueue"))
        .containsEntry("MessageRetentionPeriod", 1_209_600)
        .containsEntry("SqsManagedSseEnabled", true);
    assertThat(map(TEMPLATE.resources().get(name + "DeadLetterQueue")))
        .containsEntry("DeletionPolicy", "Retain");
  }

  @Test
  void onlyTheRulesAndTheTopicSendNotices() {
    var statements =
        list(
            map(new Stack(TEMPLATE, Stacks.EVERYTHING)
                    .properties("EventQueuePolicy")
                    .get("PolicyDocument"))
                .get("Statement"));

    assertThat(
            list(
                map(map(map(statements.get(0)).get("Condition")).get("ArnEquals"))
                    .get("aws:SourceArn")))
        .containsExactlyInAnyOrder(
            "arn:aws:events:us-east-1:111122223333:rule/S3Rule",
            "arn:aws:events:us-east-1:111122223333:rule/ManifestRule",
            "arn:aws:events:us-east-1:111122223333:rule/OmicsRule");
    assertThat(map(map(statements.get(1)).get("Condition")))
        .containsEntry(
            "ArnEquals", Map.of("aws:SourceArn", "arn:aws:sns:us-east-1:111122223333:uploads"));
    assertThat(statements)
        .filteredOn(it -> map(it).get("Effect").equals("Allow"))
        .allSatisfy(
            it -> {
              assertThat(map(it))
                  .containsEntry("Action", "sqs:SendMessage")
                  .containsKey("Condition");
              assertThat(map(it).get("Principal")).isNotEqualTo("*");
            });
  }

  @Test
  void everyQueueRefusesWhatIsNotEncrypted() {
    var stack = new Stack(TEMPLATE, Stacks.EVERYTHING);
    var guarded = new TreeSet<String>();
    var queues = new TreeSet<String>();
    stack
        .resources()
        .forEach(
            (name, resource) -> {
              if (resource.get("Type").equals("AWS::SQS::Queue")) {
                queues.add("https://sqs.us-east-1.amazonaws.com/111122223333/" + name);
              }
              if (resource.get("Type").equals("AWS::SQS::QueuePolicy")) {
                var properties = map(resource.get("Properties"));
                assertThat(list(map(properties.get("PolicyDocument")).get("Statement")))
                    .anySatisfy(
                        it ->
                            assertThat(map(it))
                                .containsEntry("Effect", "Deny")
                                .containsEntry("Principal", "*")
                                .containsEntry(
                                    "Condition",
                                    Map.of("Bool", Map.of("aws:SecureTransport", "false"))));
                list(properties.get("Queues")).forEach(it -> guarded.add(it.toString()));
              }
            });

    assertThat(guarded).isEqualTo(queues);
  }

  @Test
  void theDatabaseIsPrivateEncryptedAndKept() {
    var stack = new Stack(TEMPLATE, Stacks.LEAST);

    assertThat(stack.properties("Database"))
        .containsEntry("PubliclyAccessible", false)
        .containsEntry("StorageEncrypted", true)
        .containsEntry("MultiAZ", "true")
        .containsEntry("DeletionProtection", "true")
        .containsEntry("BackupRetentionPeriod", "14")
        .containsEntry("DBSubnetGroupName", "DatabaseSubnets")
        .containsEntry("VPCSecurityGroups", List.of("DatabaseSecurityGroup"))
        .containsEntry("DBParameterGroupName", "DatabaseParameters")
        .containsEntry(
            "MasterUserPassword",
            "{{resolve:secretsmanager:DatabaseSecret:SecretString:password}}");
    assertThat(map(TEMPLATE.resources().get("Database")))
        .containsEntry("DeletionPolicy", "Snapshot")
        .containsEntry("UpdateReplacePolicy", "Snapshot");
    assertThat(map(stack.properties("DatabaseParameters").get("Parameters")))
        .containsEntry("synchronous_commit", "on")
        .containsEntry("rds.force_ssl", "1");
    assertThat(list(stack.properties("DatabaseSecurityGroup").get("SecurityGroupIngress")))
        .singleElement()
        .satisfies(
            it ->
                assertThat(map(it))
                    .containsEntry("SourceSecurityGroupId", "sg-0a1b2c3d")
                    .containsEntry("FromPort", 5432)
                    .doesNotContainKey("CidrIp"));
  }

  @Test
  void thePasswordIsInTheSecretOnly() throws Exception {
    var generated = new Stack(TEMPLATE, Stacks.LEAST).properties("DatabaseSecret");
    var given = new Stack(TEMPLATE, Stacks.EVERYTHING);

    assertThat(generated).doesNotContainKey("SecretString");
    assertThat(map(generated.get("GenerateSecretString")))
        .containsEntry("SecretStringTemplate", "{\"username\":\"bindery\"}")
        .containsEntry("GenerateStringKey", "password");
    assertThat(JSON.readTree(given.properties("DatabaseSecret").get("SecretString").toString()))
        .isEqualTo(JSON.readTree("{\"username\":\"bindery\",\"password\":\"correct-horse\"}"));
    var others = new LinkedHashMap<>(given.resources());
    others.remove("DatabaseSecret");
    assertThat(others.toString() + given.outputs()).doesNotContain("correct-horse");
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "with \"quote", "a/b/c/d/e", "back\\slash"})
  void passwordsThatPostgresOrJsonWouldNotTakeAreRefused(String password) {
    assertThatThrownBy(
            () -> new Stack(TEMPLATE, Stacks.with(Stacks.LEAST, Map.of("DBPassword", password))))
        .hasMessageStartingWith("parameter DBPassword may not be");
  }

  @Test
  void endpointsArePrivateAndForThePodsOnly() {
    var stack = new Stack(TEMPLATE, Stacks.EVERYTHING);
    var services = new TreeSet<String>();
    stack
        .resources()
        .values()
        .forEach(
            resource -> {
              if (resource.get("Type").equals("AWS::EC2::VPCEndpoint")) {
                var properties = map(resource.get("Properties"));
                services.add(properties.get("ServiceName").toString());
                if (properties.get("VpcEndpointType").equals("Interface")) {
                  assertThat(properties)
                      .containsEntry("PrivateDnsEnabled", true)
                      .containsEntry("SecurityGroupIds", List.of("EndpointSecurityGroup"));
                }
              }
            });

    assertThat(services)
        .contains(
            "com.amazonaws.us-east-1.s3",
            "com.amazonaws.us-east-1.sqs",
            "com.amazonaws.us-east-1.events",
            "com.amazonaws.us-east-1.sns",
            "com.amazonaws.us-east-1.sts");
    assertThat(new Stack(TEMPLATE, Stacks.LEAST).resources().keySet())
        .noneMatch(name -> name.endsWith("Endpoint"));
  }

  @Test
  void theDashboardIsThatOfTheFolderObservability() throws Exception {
    var body =
        new Stack(TEMPLATE, Stacks.LEAST).properties("Dashboard").get("DashboardBody").toString();
    var source =
        JSON.readTree(Template.FOLDER.resolve("observability/cloudwatch/dashboard.json").toFile());

    // One whose region is that of the stack.
    assertThat(source.toString()).contains("\"region\":\"us-east-1\"");
    assertThat(JSON.readTree(body)).isEqualTo(source);
  }

  @Test
  void alarmsTellSomebodyAndSayWhatToDo() {
    var stack = new Stack(TEMPLATE, Stacks.LEAST);
    var page = Pattern.compile("docs/[A-Za-z/.]+?\\.md");
    stack
        .resources()
        .forEach(
            (name, resource) -> {
              if (resource.get("Type").equals("AWS::CloudWatch::Alarm")) {
                var properties = map(resource.get("Properties"));
                assertThat(properties)
                    .as(name)
                    .containsEntry(
                        "AlarmActions", List.of("arn:aws:sns:us-east-1:111122223333:AlarmTopic"));
                page.matcher(properties.get("AlarmDescription").toString())
                    .results()
                    .forEach(
                        found ->
                            assertThat(Template.FOLDER.resolveSibling(found.group()))
                                .as(name)
                                .exists());
              }
            });
  }

  @Test
  void alarmsOfBinderyAreOnFiguresThatItTells() throws Exception {
    var told =
        Files.readString(Template.FOLDER.resolveSibling("config/application.conf"))
            .replaceAll("(?s).*\\n      metrics = \\[(.*?)].*", "$1")
            .replace('.', '_');
    new Stack(TEMPLATE, Stacks.LEAST)
        .resources()
        .forEach(
            (name, resource) -> {
              var properties = map(resource.getOrDefault("Properties", Map.of()));
              if ("Bindery".equals(properties.get("Namespace"))) {
                assertThat(told)
                    .as(name)
                    .contains(
                        "\""
                            + properties
                                .get("MetricName")
                                .toString()
                                .replaceAll("(_seconds)?(_max)?$", "")
                            + "\"");
              }
            });
  }
}
