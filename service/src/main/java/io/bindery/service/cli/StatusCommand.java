package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.protocol.text.Amounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says in words how a service is, and what needs a person. */
@Command(
    name = "status",
    description =
        "Say how a running service is, and what needs a person: parts that cannot be used, failed"
            + " jobs, quarantine, suggestions, dead letters, a late canary. Fails if there is any of"
            + " it.",
    footer = {"", "Example:", "  bindery status", "  bindery status --json"})
final class StatusCommand extends ApiCommand {
  /** More are not counted: there are many. */
  private static final int COUNTED = 100;

  /** How many are named. */
  private static final int NAMED = 3;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    var client = client();
    var health = client.look("health");
    var answer = JsonText.object();
    answer.put("url", client.base());
    answer.put("status", health.path("status").asText());
    answer.put("nodes", health.path("nodes").asInt());
    var needs = answer.putArray("needs");
    parts(needs, health);
    canary(needs, health);
    if (!health.path("database").asText().equals("up")) {
      need(needs, "database", 1, "The database does not answer.", "bindery check");
    } else {
      lists(needs, client);
    }
    return json.isGiven() ? print(answer, needs) : tell(answer, needs);
  }

  private int print(ObjectNode answer, ArrayNode needs) {
    JsonText.print(out(), answer);
    return needs.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private int tell(ObjectNode answer, ArrayNode needs) {
    var out = out();
    out.printf(
        "%s is %s, %s%n",
        answer.path("url").asText(),
        answer.path("status").asText(),
        Amounts.count(answer.path("nodes").asInt(), "node"));
    if (needs.isEmpty()) {
      out.println("Nothing needs a person.");
      return ExitCode.OK;
    }
    for (var need : needs) {
      out.println(need.path("text").asText());
      need.path("examples").forEach(example -> out.println("  " + example.asText()));
      if (need.has("next")) {
        out.println("  next: " + need.path("next").asText());
      }
    }
    return ExitCode.FAILED;
  }

  private static void parts(ArrayNode needs, JsonNode health) {
    for (var part : health.path("parts")) {
      var state = part.path("state").asText();
      // The canary says itself what is wrong with it, and nothing is before the first one.
      boolean isGood = state.equals("up") || state.equals("unknown");
      if (isGood || part.path("kind").asText().equals("canary")) {
        continue;
      }
      need(
          needs,
          "part",
          1,
          "%s is %s since %s: %s"
              .formatted(
                  part.path("name").asText(),
                  state,
                  part.path("since").asText(),
                  part.path("error").asText()),
          part.path("way_out").asText());
    }
  }

  private static void canary(ArrayNode needs, JsonNode health) {
    var canary = health.path("canary");
    if (canary.has("words")) {
      need(needs, "canary", 1, canary.path("words").asText(), canary.path("way_out").asText());
    }
  }

  private static void lists(ArrayNode needs, ApiClient client) {
    list(
        needs,
        client,
        new Kind(
            "failed-jobs",
            new ApiQuery("packages/jobs").with("state", "failed"),
            "jobs",
            "package jobs failed",
            "bindery jobs --state=failed"));
    list(
        needs,
        client,
        new Kind(
            "quarantine",
            new ApiQuery("quarantine"),
            "packages",
            "packages are in quarantine",
            "bindery quarantine list"));
    list(
        needs,
        client,
        new Kind(
            "suggestions",
            new ApiQuery("suggestions").with("state", "open"),
            "suggestions",
            "suggestions wait for a decision",
            "bindery suggestions list --state=open"));
    var system = client.find("system");
    for (var queue : system.path("queues")) {
      long dead = queue.path("dead_letters").path("depth").asLong();
      if (dead > 0) {
        need(
            needs,
            "dead-letters",
            dead,
            "%d dead letters of queue %s".formatted(dead, queue.path("name").asText()),
            "bindery dlq list " + queue.path("name").asText());
      }
    }
  }

  /**
   * A list of the API whose items need somebody.
   *
   * @param field of the answer
   * @param words behind their number
   * @param next the command for them
   */
  private record Kind(String name, ApiQuery query, String field, String words, String next) {}

  private static void list(ArrayNode needs, ApiClient client, Kind kind) {
    var answer = client.get(kind.query().with("limit", COUNTED));
    var items = answer.path(kind.field());
    if (items.isEmpty()) {
      return;
    }
    boolean more = answer.has("next");
    var need =
        need(
            needs,
            kind.name(),
            items.size(),
            "%d%s %s".formatted(items.size(), more ? " or more" : "", kind.words()),
            kind.next());
    if (more) {
      need.put("more", true);
    }
    var examples = need.putArray("examples");
    for (int i = 0; i < Math.min(NAMED, items.size()); i++) {
      examples.add(example(items.get(i)));
    }
  }

  private static String example(JsonNode item) {
    var error = item.path("error").asText("");
    return "%s in s3://%s%s"
        .formatted(
            item.path("name")
                .asText(item.path("package_name").asText(item.path("source").asText())),
            item.path("registry").asText(),
            error.isEmpty() ? "" : ": " + error);
  }

  private static ObjectNode need(
      ArrayNode needs, String kind, long count, String text, String next) {
    var need = needs.addObject().put("kind", kind).put("count", count).put("text", text);
    return next.isEmpty() ? need : need.put("next", next);
  }
}
