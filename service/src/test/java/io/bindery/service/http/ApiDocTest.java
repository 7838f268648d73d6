package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs the examples of docs/api.md one after another. What differs from run to run is compared by
 * its form: digits in texts, ids, and how far a time had come.
 */
class ApiDocTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```http\\n(.*?)^```$");

  /** A time of another day has its day before it, as around midnight. */
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2} (?=[0-9]{2}:)");

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Set<String> VARYING = Set.of("have", "java", "good_seconds_ago");
  private static final JsonMapper JSON = new JsonMapper();

  /** First line, header lines, and the body, each as written. */
  private record Message(String start, List<String> headers, String body) {
    static Message parse(String text) {
      var parts = text.split("\\n\\n", 2);
      var head = parts[0].strip().lines().toList();
      var headers =
          head.stream().skip(1).flatMap(line -> List.of(line.split(": ", 2)).stream()).toList();
      return new Message(head.get(0), headers, parts.length > 1 ? parts[1].strip() : "");
    }

    String word(int index) {
      return start.split(" ", -1)[index];
    }
  }

  @Test
  void everyExampleIsTrue() throws IOException {
    var examples = examples();
    assertThat(examples).hasSizeGreaterThan(30);
    try (var fixture = new ServiceFixture();
        var service =
            fixture.start(
                """
                bindery.router.reconcile.grace = 0 s
                bindery.packager.file-gateway.shares = [
                  { arn = "arn:aws:storagegateway:us-east-1:111122223333:share/share-0A1B2C3D"
                    bucket = lab, prefix = "runs/" } ]
                """)) {
      fixture.createBucket("lab");
      fixture.put("lab", "lost/a.txt");
      fixture.put("lab", "sequencing/run-1/reads.bam", "reads");
      var run = new Run(fixture, service.api().orElseThrow());
      for (int i = 0; i < examples.size(); i += 2) {
        run.check(examples.get(i), examples.get(i + 1));
      }
    }
  }

  private static final class Run {
    private final ServiceFixture fixture;
    private final URI api;
    private String lastId = "";

    Run(ServiceFixture fixture, URI api) {
      this.fixture = fixture;
      this.api = api;
    }

    void check(Message request, Message expected) throws IOException {
      if (request.word(0).equals("GET")) {
        // The lists are a moment behind the journal.
        await(request.start())
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> compare(request, send(request), expected));
      } else {
        compare(request, send(request), expected);
      }
    }

    private HttpResponse<String> send(Message request) {
      var uri =
          api.resolve(request.word(1).replace("BATCH_ID", lastId).replace("/ID", "/" + lastId));
      var headers = request.headers().toArray(String[]::new);
      var reply = fixture.send(request.word(0), uri, request.body(), headers);
      var id = ID.matcher(reply.body());
      if (id.find()) {
        lastId = id.group();
      }
      return reply;
    }

    private static void compare(Message request, HttpResponse<String> reply, Message expected)
        throws IOException {
      assertThat(reply.statusCode() + " " + reply.body())
          .as(request.start())
          .startsWith(expected.word(1));
      for (int i = 0; i < expected.headers().size(); i += 2) {
        assertThat(reply.headers().firstValue(expected.headers().get(i)))
            .contains(expected.headers().get(i + 1));
      }
      var actual = JSON.readTree(reply.body());
      assertThat(form(actual))
          .as("%s: %s", request.start(), actual.toPrettyString())
          .isEqualTo(form(JSON.readTree(expected.body())));
    }
  }

  /** There are many parts, by their names, of which the documentation shows the first. */
  private static JsonNode first(JsonNode parts) {
    return JSON.createArrayNode().add(parts.path(0));
  }

  private static JsonNode form(JsonNode node) {
    if (node instanceof TextNode text) {
      return new TextNode(
          DAY.matcher(ID.matcher(text.textValue()).replaceAll("ID"))
              .replaceAll("")
              .replaceAll("[0-9]+([.][0-9]+)?", "0"));
    }
    if (node instanceof ArrayNode array) {
      var copy = JSON.createArrayNode();
      array.forEach(item -> copy.add(form(item)));
      return copy;
    }
    if (node instanceof ObjectNode object) {
      var copy = JSON.createObjectNode();
      object
          .properties()
          .forEach(
              field ->
                  copy.set(
                      field.getKey(),
                      VARYING.contains(field.getKey())
                          ? new TextNode("some")
                          : form(
                              field.getKey().equals("parts")
                                  ? first(field.getValue())
                                  : field.getValue())));
      return copy;
    }
    return node;
  }

  private static List<Message> examples() throws IOException {
    var root = Path.of(System.getProperty("bindery.root", ".."));
    var blocks = BLOCK.matcher(Files.readString(root.resolve("docs").resolve("api.md")));
    var messages = new ArrayList<Message>();
    while (blocks.find()) {
      messages.add(Message.parse(blocks.group(1)));
    }
    return messages;
  }
}
