package io.bindery.localaws.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the user guide's "Amazon EventBridge input transformation", and the edges. */
class InputTransformTest {
  private static final String EVENT =
      """
      {"version":"0","id":"7bf73129","detail-type":"EC2 Instance State-change Notification",
       "source":"aws.ec2","account":"123456789012","time":"2015-11-11T21:29:54Z",
       "region":"us-east-1","resources":["arn:aws:ec2:us-east-1:1:instance/i-0123456789"],
       "detail":{"instance-id":"i-0123456789","state":"RUNNING","n":7,"list":[1,2],
                 "tags":[{"k":"a"},{"k":"b"}],"quote":"a \\"b\\" \\\\ c"}}
      """;
  private static final Map<String, String> PATHS =
      Map.of(
          "instance", "$.detail.instance-id",
          "state", "$.detail.state",
          "n", "$.detail.n",
          "list", "$.detail.list",
          "none", "$.detail.none",
          "quote", "$.detail.quote");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"instance <instance> is in <state>\" | \"instance i-0123456789 is in RUNNING\"",
        "{\"instance\" : <instance>, \"state\": <state>} "
            + "| {\"instance\" : \"i-0123456789\", \"state\": \"RUNNING\"}",
        "{\"instance\":<instance>,\"state\":\"<state>\","
            + "\"status\":\"instance \\\"<instance>\\\" is in <state>\"} "
            + "| {\"instance\":\"i-0123456789\",\"state\":\"RUNNING\","
            + "\"status\":\"instance \\\"i-0123456789\\\" is in RUNNING\"}",
        "{\"state\": [9, <state>, true], \"Transformed\" : \"Yes\"} "
            + "| {\"state\": [9, \"RUNNING\", true], \"Transformed\" : \"Yes\"}",
        "{\"n\":<n>,\"text\":\"<n>\",\"list\":<list>} | {\"n\":7,\"text\":\"7\",\"list\":[1,2]}",
        "{\"none\":<none>,\"text\":\"<none>\"} | {\"none\":\"\",\"text\":\"\"}",
        "{\"quote\":\"<quote>\"} | {\"quote\":\"a \\\"b\\\" \\\\ c\"}",
        "\"<aws.events.rule-name> <aws.events.event.ingestion-time>\" "
            + "| \"rule 2026-01-02T03:04:05Z\"",
        "{\"arn\":<aws.events.rule-arn>} | {\"arn\":\"arn:rule\"}",
        "\"<unknown> stays\" | \"<unknown> stays\""
      })
  void templatesAreFilled(String template, String filled) throws Exception {
    assertThat(apply("", template)).isEqualTo(filled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "$.detail.state | \"RUNNING\"",
        "$.detail.list | [1,2]",
        "$.detail.list[1] | 2",
        "$.detail.tags[*].k | [\"a\",\"b\"]",
        "$.detail['instance-id'] | \"i-0123456789\"",
        "$.detail-type | \"EC2 Instance State-change Notification\"",
        "$.detail.none | null"
      })
  void partsAreCutOut(String path, String part) throws Exception {
    assertThat(apply(path, "")).isEqualTo(part);
  }

  @Test
  void withoutAnInputTheEventIsSentAsItIs() throws Exception {
    assertThat(apply("", "")).isEqualTo(event().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"detail", "$detail", "$.a[", "$.a[x]", "$..a", "$.a."})
  void pathsThatCannotBeReadAreRefused(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(path);
  }

  private static String apply(String path, String template) throws JsonProcessingException {
    Rules.Target target = new Rules.Target("id", "arn", "", "", path, PATHS, template, "", "");
    return InputTransform.apply(
        target, event(), "rule", "arn:rule", Instant.parse("2026-01-02T03:04:05.678Z"));
  }

  private static ObjectNode event() throws JsonProcessingException {
    return (ObjectNode) new ObjectMapper().readTree(EVENT);
  }
}
