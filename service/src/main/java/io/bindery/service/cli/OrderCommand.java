package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives an order to one batch, or to all that match. */
abstract class OrderCommand extends ApiCommand {
  private static final Set<String> OVER = Set.of("done", "cancelled", "failed");

  @Parameters(
      arity = "0..1",
      paramLabel = "s3://BUCKET/PREFIX/",
      description = "The folder of one batch, with a slash at its end.")
  private String folder;

  @Mixin private BatchFilterOptions filter;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Of those that match only open, or only paused, ones.")
  private String state;

  @Option(names = "--all", description = "All batches of all buckets.")
  private boolean all;

  @Option(names = "--dry-run", description = "Only tell how many match.")
  private boolean dryRun;

  @Mixin private Confirmation confirmation;
  @Mixin private JsonOption json;

  private final String verb;

  OrderCommand(String verb) {
    this.verb = verb;
  }

  /** Closes batches now. */
  @Command(
      name = "flush",
      description = "Close batches now, whatever their triggers say.",
      footer = {
        "",
        "Example:",
        "  bindery flush s3://lab/sequencing/run-1/",
        "  bindery flush --bucket=lab --prefix=sequencing/ --dry-run"
      })
  static final class Flush extends OrderCommand {
    Flush() {
      super("flush");
    }
  }

  /** Keeps batches from closing. */
  @Command(
      name = "pause",
      description = "Keep batches from closing by themselves until they are resumed.",
      footer = {"", "Example:", "  bindery pause s3://lab/sequencing/run-1/"})
  static final class Pause extends OrderCommand {
    Pause() {
      super("pause");
    }
  }

  /** Lets batches close again. */
  @Command(
      name = "resume",
      description = "Let paused batches close again; at once, if they are due.",
      footer = {"", "Example:", "  bindery resume --bucket=lab"})
  static final class Resume extends OrderCommand {
    Resume() {
      super("resume");
    }
  }

  /** Forgets batches. */
  @Command(
      name = "discard",
      description = "Forget what was recorded since the prior trigger; it is never announced.",
      footer = {"", "Example:", "  bindery discard s3://lab/sequencing/run-1/"})
  static final class Discard extends OrderCommand {
    Discard() {
      super("discard");
    }
  }

  @Override
  public Integer call() {
    boolean many = all || !filter.isEmpty();
    if ((folder != null) == many || (folder != null && dryRun)) {
      throw new CommandException(
          ExitCode.USAGE,
          "Say the folder of one batch; or --bucket, --prefix or --text for all that match, or"
              + " --all.");
    }
    return many ? toMany() : toOne();
  }

  private int toOne() {
    var one = FolderArgument.parse(folder);
    var answer =
        client().post("batches/" + verb, Map.of("bucket", one.bucket(), "prefix", one.prefix()));
    if (json.isGiven()) {
      return JsonText.print(out(), answer);
    }
    out().println(answer.path("text").asText());
    return ExitCode.OK;
  }

  private int toMany() {
    var client = client();
    var body = new LinkedHashMap<String, Object>();
    body.put("order", verb);
    body.put("filter", filter.fields(state));
    var trial = client.post("batches/orders", with(body, "dry_run", true));
    long count = trial.path("count").asLong();
    if (dryRun) {
      return told(trial, "%s %s".formatted(batches(count), count == 1 ? "matches" : "match"));
    }
    if (count == 0) {
      return told(trial, "No batch matches.");
    }
    confirmation.ask("%s %s".formatted(verb, batches(count)));
    return end(client, client.post("batches/orders", with(body, "expect", count)));
  }

  private int end(ApiClient client, JsonNode given) {
    var order = given;
    while (!OVER.contains(order.path("state").asText())) {
      pause();
      order = client.get("batches/orders/" + order.path("order_id").asText());
    }
    told(
        order,
        "%s: %,d found, %,d changed, %,d unchanged, %,d failed"
            .formatted(
                order.path("state").asText(),
                order.path("found").asLong(),
                order.path("changed").asLong(),
                order.path("unchanged").asLong(),
                order.path("failed").asLong()));
    if (!json.isGiven()) {
      order.path("failures").forEach(one -> out().println("failed: " + one.asText()));
    }
    return order.path("state").asText().equals("done") && order.path("failed").asLong() == 0
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private static String batches(long count) {
    return count == 1 ? "1 batch" : "%,d batches".formatted(count);
  }

  private int told(JsonNode answer, String words) {
    if (json.isGiven()) {
      return JsonText.print(out(), answer);
    }
    out().println(words);
    return ExitCode.OK;
  }

  private static Map<String, Object> with(Map<String, Object> body, String field, Object value) {
    var all = new LinkedHashMap<>(body);
    all.put(field, value);
    return all;
  }
}
