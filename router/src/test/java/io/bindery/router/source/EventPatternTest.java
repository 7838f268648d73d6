package io.bindery.router.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.protocol.field.FieldException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operators of the user guide's "Amazon EventBridge event patterns", and the limits. */
class EventPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"source\":[\"aws.ec2\",\"aws.s3\"]} | {\"source\":\"aws.s3\"} | true",
        "{\"source\":[\"aws.ec2\"]} | {\"source\":\"aws.s3\"} | false",
        "{\"d\":{\"a\":[\"\"]}} | {\"d\":{\"a\":\"\"}} | true",
        "{\"d\":{\"a\":[null]}} | {\"d\":{\"a\":null}} | true",
        "{\"d\":{\"a\":[null]}} | {\"d\":{}} | false",
        "{\"time\":[{\"prefix\":\"2017-10-02\"}]} | {\"time\":\"2017-10-02T18:43:48Z\"} | true",
        "{\"f\":[{\"suffix\":\".png\"}]} | {\"f\":\"a.png\"} | true",
        "{\"f\":[{\"prefix\":{\"equals-ignore-case\":\"A\"}}]} | {\"f\":\"abc\"} | true",
        "{\"f\":[{\"equals-ignore-case\":\"alice\"}]} | {\"f\":\"ALICE\"} | true",
        "{\"s\":[{\"anything-but\":\"init\"}]} | {\"s\":\"run\"} | true",
        "{\"s\":[{\"anything-but\":[\"init\",\"run\"]}]} | {\"s\":\"run\"} | false",
        "{\"s\":[{\"anything-but\":{\"prefix\":\"in\"}}]} | {\"s\":\"init\"} | false",
        "{\"n\":[{\"numeric\":[\">\",0,\"<=\",5]}]} | {\"n\":5} | true",
        "{\"n\":[{\"numeric\":[\"=\",3.018e2]}]} | {\"n\":301.8} | true",
        "{\"n\":[300]} | {\"n\":300.0} | true",
        "{\"ip\":[{\"cidr\":\"10.0.0.0/24\"}]} | {\"ip\":\"10.0.0.255\"} | true",
        "{\"d\":{\"s\":[{\"exists\":true}]}} | {\"d\":{\"s\":1}} | true",
        "{\"d\":{\"s\":[{\"exists\":false}]}} | {\"d\":{\"t\":1}} | true",
        "{\"f\":[{\"wildcard\":\"dir/*.png\"}]} | {\"f\":\"dir/a/b.png\"} | true",
        "{\"$or\":[{\"a\":[1]},{\"b\":[2]}]} | {\"b\":2} | true",
        "{\"a\":{\"b\":[1],\"c\":[2]}} | {\"a\":[{\"b\":1,\"c\":3},{\"b\":2,\"c\":2}]} | false",
        "{\"a\":[1]} | {\"a\":[3,1]} | true",
        "{\"a\":[1]} | {\"a\":1e999999999} | false",
      })
  void matchesAsEventBridge(String pattern, String event, boolean matches) throws Exception {
    assertThat(EventPattern.parse(pattern).matches(new ObjectMapper().readTree(event)))
        .isEqualTo(matches);
    assertThat(EventPattern.parse(pattern).misses(new ObjectMapper().readTree(event)).isEmpty())
        .isEqualTo(matches);
  }

  @Test
  void whatIsTooLargeIsRefused() {
    refused("{\"a\":[\"%s\"]}".formatted("x".repeat(4096)), "4096 characters at most");
    var product =
        IntStream.range(0, 60)
            .mapToObj(i -> "\"k%d\":{\"$or\":[{\"a\":[1]},{\"b\":[1]}]}".formatted(i))
            .collect(Collectors.joining(","));
    refused("{" + product + "}", "1000 combinations of $or at most");
    refused(
        "{\"a\":[{\"wildcard\":\"%s\"}]}".formatted("*a".repeat(400)),
        "100 asterisks in wildcards at most");
    refused("[".repeat(5000), "a JSON object");
    refused("{\"a\":[1],\"a\":[2]}", "Duplicate");
  }

  @Test
  @Timeout(20)
  void manyFieldsThatMayBeMissingTakeNoTime() throws Exception {
    // A measure of the library's, which walks all combinations of such fields, took for ever.
    var pattern =
        IntStream.range(0, 40)
            .mapToObj(i -> "\"k%d\":[{\"exists\":false},{\"numeric\":[\">\",%d]}]".formatted(i, i))
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(EventPattern.parse(pattern).matches(new ObjectMapper().readTree("{\"k7\":8}")))
        .isTrue();
  }

  private static void refused(String pattern, String why) {
    assertThatThrownBy(() -> EventPattern.parse(pattern))
        .isInstanceOf(FieldException.class)
        .hasMessageStartingWith("EventPattern")
        .hasMessageContaining(why);
  }
}
