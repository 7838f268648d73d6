package io.bindery.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the clock alone will do. */
@Command(
    name = "timers",
    description = "List what will be done by the clock alone, the next first, and what it does.",
    footer = {"", "Example:", "  bindery timers --limit=20"})
final class TimersCommand extends ApiCommand {
  @Option(
      names = "--before",
      paramLabel = "TIME",
      description = "Only what is done before this time, as 2026-11-01T00:00:00Z.")
  private String before;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many to list (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    var found = client().get(new ApiQuery("timers").with("before", before).with("limit", limit));
    if (json.isGiven()) {
      return JsonText.print(out(), found);
    }
    var table = new TextTable("at", "kind", "bucket", "what");
    for (var timer : found.path("timers")) {
      table.add(
          HeldText.time(timer, "at"),
          timer.path("kind").asText(),
          timer.path("bucket").asText(),
          timer.path("words").asText());
    }
    if (table.isEmpty()) {
      out().println("Nothing is waited for.");
    } else {
      table.print(out());
    }
    if (found.has("next")) {
      out().println("... and others: raise --limit to see them.");
    }
    return ExitCode.OK;
  }
}
