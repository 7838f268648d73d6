package io.bindery.protocol.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.protocol.event.BridgeEvent;
import io.bindery.protocol.field.FieldException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the user guide's "Amazon EventBridge input transformation", and the edges. */
class InputTransformerTest {
  private static final String EVENT =
      """
      {"version":"0","id":"7bf73129-1428-4cd3-a780-95db273d1602",
       "detail-type":"EC2 Instance State-change Notification","source":"aws.ec2",
       "account":"123456789012","time":"2015-11-11T21:29:54Z","region":"us-east-1",
       "resources":["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
       "detail":{"instance-id":"i-0123456789","state":"RUNNING","n":7,"yes":true,"nothing":null,
                 "list":[1,2],"tags":[{"k":"a","v":1},{"k":"b"},{"v":2}],"map":{"x":"y"},
                 "rough":{"k":"a \\"b\\" \\\\","l":"\\n"},
                 "quote":"a \\"b\\" \\\\ c","file":"süß/a\\tb"}}
      """;
  private static final Map<String, String> PATHS =
      Map.ofEntries(
          Map.entry("timestamp", "$.time"),
          Map.entry("instance", "$.detail.instance-id"),
          Map.entry("state", "$.detail.state"),
          Map.entry("n", "$.detail.n"),
          Map.entry("yes", "$.detail.yes"),
          Map.entry("nothing", "$.detail.nothing"),
          Map.entry("list", "$.detail.list"),
          Map.entry("map", "$.detail.map"),
          Map.entry("rough", "$.detail.rough"),
          Map.entry("first", "$.resources[0]"),
          Map.entry("keys", "$.detail.tags[*].k"),
          Map.entry("values", "$.detail.map.*"),
          Map.entry("none", "$.detail.none[3].x"),
          Map.entry("quote", "$.detail.quote"),
          Map.entry("file", "$.detail['file']"));
  private static final RuleFacts RULE =
      new RuleFacts(
          "example",
          "arn:aws:events:us-east-2:123456789012:rule/example",
          Instant.parse("2026-01-02T03:04:05.678Z"));

  /** Read as infinite, they would be written as a text. */
  @ParameterizedTest
  @CsvSource({
    "1e400, a number above 1.8e308",
    "-1e400, a number below -1.8e308",
    "'[0, {\"x\": 1e999}]', a number above 1.8e308"
  })
  void aNumberBeyondAllDoublesIsRefusedByName(String number, String what) {
    var event = EVENT.replace("\"n\":7", "\"n\":" + number);
    assertThatThrownBy(() -> BridgeEvent.read(event))
        .isInstanceOf(FieldException.class)
        .hasMessageContaining("detail.n")
        .hasMessageContaining(what);
  }

  /** The table of the user guide, in its order; what it shows with line breaks is on one line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"instance <instance> is in <state>\" | \"instance i-0123456789 is in RUNNING\"",
        "\"instance \\\"<instance>\\\" is in <state>\" "
            + "| \"instance \\\"i-0123456789\\\" is in RUNNING\"",
        "{\"instance\" : <instance>, \"state\": <state>} "
            + "| {\"instance\" : \"i-0123456789\", \"state\": \"RUNNING\"}",
        "{\"instance\" : <instance>, \"state\": \"<state>\", "
            + "\"instanceStatus\": \"instance \\\"<instance>\\\" is in <state>\"} "
            + "| {\"instance\" : \"i-0123456789\", \"state\": \"RUNNING\", "
            + "\"instanceStatus\": \"instance \\\"i-0123456789\\\" is in RUNNING\"}",
        "{\"instance\" : <instance>, \"state\": [ 9, <state>, true ], \"Transformed\" : \"Yes\"} "
            + "| {\"instance\" : \"i-0123456789\", \"state\": [ 9, \"RUNNING\", true ], "
            + "\"Transformed\" : \"Yes\"}",
        "{\"ruleArn\" : <aws.events.rule-arn>, \"ruleName\" : <aws.events.rule-name>} "
            + "| {\"ruleArn\" : \"arn:aws:events:us-east-2:123456789012:rule/example\", "
            + "\"ruleName\" : \"example\"}",
        "\"<aws.events.rule-name> triggered\" | \"example triggered\"",
        "{\"timestamp\" : <timestamp>, \"message\": \"instance \\\"<instance>\\\" is in <state>\"} "
            + "| {\"timestamp\" : \"2015-11-11T21:29:54Z\", "
            + "\"message\": \"instance \\\"i-0123456789\\\" is in RUNNING\"}",
        // The example of the API reference.
        "<instance> is in state \"<state>\" | \"i-0123456789\" is in state \"RUNNING\"",
      })
  void theDocumentedExamples(String template, String filled) throws FieldException {
    assertThat(apply(template)).isEqualTo(filled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"n\":<n>,\"text\":\"<n>\",\"list\":<list>} | {\"n\":7,\"text\":\"7\",\"list\":[1,2]}",
        "[<yes>,<nothing>,\"<yes>\",\"<nothing>\"] | [true,null,\"true\",\"null\"]",
        "[<map>,\"<map>\",\"<list>\"] | [{\"x\":\"y\"},\"{x:y}\",\"[1,2]\"]",
        "\"<rough>\" | \"{k:a b \\\\,l:\\n}\"",
        "[<keys>,<values>,<first>] "
            + "| [[\"a\",\"b\"],[\"y\"],\"arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111\"]",
        "{\"none\":<none>,\"text\":\"<none>\"} | {\"none\":\"\",\"text\":\"\"}",
        "{\"quote\":\"<quote>\"} | {\"quote\":\"a \\\"b\\\" \\\\ c\"}",
        "{\"file\":\"s3://b/<file>\"} | {\"file\":\"s3://b/süß/a\\tb\"}",
        "{\"at\":<aws.events.event.ingestion-time>} | {\"at\":\"2026-01-02T03:04:05Z\"}",
        "\"a < b <> <a b> <ä>\" | \"a < b <> <a b> <ä>\"",
        "{\"a\":\"<state>\",\"b:\":\"<n>\"} | {\"a\":\"RUNNING\",\"b:\":\"7\"}",
        "\"\\\\\"<state>\" | \"\\\\\"\"RUNNING\"\"",
      })
  void values(String template, String filled) throws FieldException {
    assertThat(apply(template)).isEqualTo(filled);
  }

  @Test
  void theEventItselfGoesInAsJson() throws FieldException {
    var event = BridgeEvent.read(EVENT);
    assertThat(apply("{\"e\":<aws.events.event.json>}")).isEqualTo("{\"e\":" + event.tree() + "}");
    assertThat(apply("<aws.events.event>"))
        .startsWith("{\"version\":\"0\",\"id\":\"7bf73129-1428-4cd3-a780-95db273d1602\",")
        .contains("\"detailType\":\"EC2 Instance State-change Notification\"")
        .doesNotContain("\"detail\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "detail",
        "$detail",
        "$.",
        "$.a[",
        "$.a[x]",
        "$.a[-1]",
        "$.a[99999999999]",
        "$..a",
        "$.a.",
        "$.a[?(@.b)]",
        "$['a",
        "$['a'x]",
        "$.a b",
        "",
        "$."
      })
  void pathsThatCannotBeReadAreRefused(String path) {
    assertThatThrownBy(() -> InputTransformer.of(Map.of("v", path), "\"<v>\""))
        .isInstanceOf(TransformException.class)
        .hasMessageStartingWith("InputPathsMap.v = " + path)
        .hasMessageContaining("a path such as $.detail.bucket.name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":<unknown>} | InputTemplate = <unknown>: it must be one of the variables",
        "{<v>:1} | without variables in the names of fields",
        "{\"a <v>\" : 1} | without variables in the names of fields",
        "~~ | InputTemplate = 0 characters: it must be 1 to 8192 characters",
      })
  void templatesThatCannotBeUsedAreRefused(String template, String complaint) {
    assertThatThrownBy(() -> InputTransformer.of(Map.of("v", "$.a"), template))
        .isInstanceOf(TransformException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void theLimitsAreEventBridges() {
    var many =
        IntStream.range(0, 101).boxed().collect(Collectors.toMap(i -> "v" + i, i -> "$.a" + i));
    assertThatThrownBy(() -> InputTransformer.of(many, "\"x\""))
        .hasMessage("InputPathsMap = 101 paths: it must be 100 paths at most.");
    assertThatThrownBy(() -> InputTransformer.of(Map.of(), "x".repeat(8193)))
        .hasMessageContaining("8193 characters");
    assertThatThrownBy(() -> InputTransformer.of(Map.of("v", "$." + "a".repeat(255)), "\"x\""))
        .isInstanceOf(TransformException.class);
    assertThatThrownBy(() -> InputTransformer.of(Map.of("AWS-x", "$.a", "a.b", "$.a"), "\"x\""))
        .hasMessageContaining("names of letters, digits, _ and -");
  }

  private static String apply(String template) throws FieldException {
    return InputTransformer.of(PATHS, template).apply(BridgeEvent.read(EVENT), RULE);
  }
}
