package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.protocol.text.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Batches, and how they stand. */
@Command(
    name = "batches",
    description =
        "List batches: those that are open, next to close first, or others. With --watch the list"
            + " follows what happens, until Ctrl-C; where the output is no terminal, each change is"
            + " a line.",
    footer = {
      "",
      "Example:",
      "  bindery batches --bucket=lab --prefix=sequencing/",
      "  bindery batches --watch"
    })
final class BatchesCommand extends ApiCommand {
  private static final List<String> STATES = List.of("open", "paused", "closed", "announced");

  @Mixin private BatchFilterOptions filter;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "open, paused, closed (not announced yet) or announced; open and paused ones"
              + " by default.")
  private String state;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description = "due or prefix of those that are open; latest of those that are closed.")
  private String order;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many to list (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--watch", description = "Follow what happens.")
  private boolean watch;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    var client = client();
    if (watch) {
      return new ListWatch(client, out(), followed(client)).run(json.isGiven());
    }
    var found = read(client);
    if (json.isGiven()) {
      return JsonText.print(out(), found);
    }
    lines(found).forEach(out()::println);
    return ExitCode.OK;
  }

  private ListWatch.Followed followed(ApiClient client) {
    return new ListWatch.Followed(
        "batch",
        "batches",
        filter.onStream(new ApiQuery("stream")).with("types", "batch"),
        change -> filter.fits(change.path("prefix").asText()),
        BatchesCommand::changed,
        () -> lines(read(client)));
  }

  private static String changed(JsonNode change) {
    return "%s  %-10s  %s  %s  %,d files"
        .formatted(
            HeldText.time(change, "at"),
            change.path("event").asText(),
            change.path("bucket").asText(),
            change.path("prefix").asText(),
            change.path("files").asLong());
  }

  /** A page; parts that were hard to find are put together, as long as something is missing. */
  private JsonNode read(ApiClient client) {
    var first = (ObjectNode) page(client, null, limit);
    var batches = first.withArray("batches");
    while (batches.size() < limit && first.has("next")) {
      var more = page(client, first.path("next").asText(), limit - batches.size());
      more.path("batches").forEach(batches::add);
      if (more.has("next")) {
        first.set("next", more.path("next"));
      } else {
        first.remove("next");
      }
    }
    return first;
  }

  private JsonNode page(ApiClient client, String after, int most) {
    return client.get(
        filter
            .on(new ApiQuery("batches"))
            .with("state", state)
            .with("order", order)
            .with("after", after)
            .with("limit", most));
  }

  private static List<String> lines(JsonNode found) {
    var table = new TextTable("state", ">files", ">bytes", "when", "bucket", "prefix");
    for (var batch : found.path("batches")) {
      table.add(
          batch.path("state").asText(),
          "%,d".formatted(batch.path("files").asLong()),
          Amounts.size(batch.path("bytes").asLong()),
          when(batch),
          batch.path("bucket").asText(),
          batch.path("prefix").asText());
    }
    var lines = new ArrayList<>(table.isEmpty() ? List.of("No batch is there.") : table.lines());
    if (found.has("next")) {
      lines.add("... and others: raise --limit, or say more of what you look for.");
    }
    lines.add(counts(found));
    return lines;
  }

  private static String counts(JsonNode found) {
    return STATES.stream()
        .map(
            state ->
                "%,d%s %s"
                    .formatted(
                        found.path("counts").path(state).asLong(),
                        isMore(found, state) ? "+" : "",
                        state))
        .collect(Collectors.joining(", "));
  }

  private static boolean isMore(JsonNode found, String state) {
    for (var word : found.path("at_least")) {
      if (word.asText().equals(state)) {
        return true;
      }
    }
    return false;
  }

  private static String when(JsonNode batch) {
    if (batch.has("paused_by")) {
      return "paused by " + batch.path("paused_by").asText();
    }
    if (batch.has("closed_at")) {
      return "closed " + HeldText.time(batch, "closed_at");
    }
    return batch.has("due_at")
        ? "closes " + in(Instant.parse(batch.path("due_at").asText()))
        : "closes by more objects";
  }

  private static String in(Instant moment) {
    var left = Duration.between(Instant.now(), moment);
    if (left.isNegative() || left.isZero()) {
      return "now";
    }
    return left.toHours() > 0
        ? "in %d h %02d min".formatted(left.toHours(), left.toMinutesPart())
        : left.toMinutes() > 0
            ? "in %d min %02d s".formatted(left.toMinutes(), left.toSecondsPart())
            : "in %d s".formatted(left.toSeconds());
  }
}
