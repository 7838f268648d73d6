package io.bindery.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.logging.Logging;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Follows batches by the stream of the service. On a terminal the list is drawn over itself, at
 * most twice a second when something happened, and each second for its countdown; elsewhere each
 * change is a line.
 */
final class BatchWatch {
  private static final long DRAWN_MILLIS = 1_000;
  private static final JsonMapper JSON = new JsonMapper();

  private final ApiClient client;
  private final PrintWriter out;
  private final BatchFilterOptions filter;
  private final boolean json;
  private final Supplier<List<String>> list;
  private final boolean terminal = Logging.isTerminal();

  BatchWatch(
      ApiClient client,
      PrintWriter out,
      BatchFilterOptions filter,
      boolean json,
      Supplier<List<String>> list) {
    this.client = client;
    this.out = out;
    this.filter = filter;
    this.json = json;
    this.list = list;
  }

  /** Goes on until the command is interrupted. */
  int run() {
    var over = new AtomicBoolean();
    if (terminal && !json) {
      Terminal.clear(out);
      draw(over);
      return ExitCode.OK;
    }
    String last = null;
    while (!over.get()) {
      last = client.follow(path(), last, this::tell);
      ApiCommand.pause();
    }
    return ExitCode.OK;
  }

  private String path() {
    return filter.onStream(new ApiQuery("stream")).with("types", "batch").toString();
  }

  /** The list is cheap, and always right: it is read again when something happened. */
  private void draw(AtomicBoolean over) {
    var changed = new AtomicBoolean(true);
    var follower =
        new Thread(
            () -> {
              String last = null;
              while (!over.get()) {
                try {
                  last = client.follow(path(), last, change -> changed.set(true));
                } catch (CommandException e) {
                  // Whoever draws sees it as well, and ends.
                  changed.set(true);
                }
                ApiCommand.pause();
              }
            },
            "stream");
    follower.setDaemon(true);
    follower.start();
    long drawn = 0;
    while (!over.get()) {
      if (changed.getAndSet(false) || System.currentTimeMillis() - drawn >= DRAWN_MILLIS) {
        Terminal.redraw(out, list.get());
        drawn = System.currentTimeMillis();
      }
      ApiCommand.pause();
    }
  }

  private void tell(String data) {
    var change = read(data);
    if (!filter.fits(change.path("prefix").asText())) {
      return;
    }
    if (json) {
      out.println(change.toString());
      return;
    }
    switch (change.path("type").asText()) {
      case "batch" ->
          out.printf(
              "%s  %-10s  %s  %s  %,d files%n",
              HeldText.time(change, "at"),
              change.path("event").asText(),
              change.path("bucket").asText(),
              change.path("prefix").asText(),
              change.path("files").asLong());
      case "gap" -> out.println("Changes were missed: " + change.path("reason").asText());
      default -> out.println("Following the batches of the service.");
    }
  }

  private static JsonNode read(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new CommandException(ExitCode.FAILED, "The stream of the service is not JSON.", e);
    }
  }
}
