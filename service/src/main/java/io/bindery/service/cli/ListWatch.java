package io.bindery.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Follows a list by the stream of the service. On a terminal the list is drawn over itself, at most
 * twice a second when something happened, and each second for its countdown; elsewhere each change
 * is a line.
 */
final class ListWatch {
  private static final long DRAWN_MILLIS = 1_000;
  private static final JsonMapper JSON = new JsonMapper();

  private final ApiClient client;
  private final PrintWriter out;
  private final Followed followed;

  /**
   * What is followed.
   *
   * @param what a type of change, such as {@code batch}
   * @param many several of them, in words
   * @param query of the stream
   * @param fits whether a change is meant: the stream cannot be asked for all that a list can
   * @param words of a change, for a line
   * @param list its lines, read anew
   */
  record Followed(
      String what,
      String many,
      ApiQuery query,
      Predicate<JsonNode> fits,
      Function<JsonNode, String> words,
      Supplier<List<String>> list) {}

  ListWatch(ApiClient client, PrintWriter out, Followed followed) {
    this.client = client;
    this.out = out;
    this.followed = followed;
  }

  /** Goes on until the command is interrupted. */
  int run(boolean json) {
    if (Terminal.isSeen() && !json) {
      Terminal.clear(out);
      draw();
      return ExitCode.OK;
    }
    String last = null;
    while (!Thread.currentThread().isInterrupted()) {
      last = client.follow(path(), last, data -> tell(read(data), json));
      ApiCommand.pause();
    }
    return ExitCode.OK;
  }

  private String path() {
    return followed.query().toString();
  }

  /** The list is cheap, and always right: it is read again when something happened. */
  private void draw() {
    var changed = new AtomicBoolean(true);
    var follower = new Thread(() -> follow(changed), "stream");
    follower.setDaemon(true);
    follower.start();
    long drawn = 0;
    while (!Thread.currentThread().isInterrupted()) {
      if (changed.getAndSet(false) || System.currentTimeMillis() - drawn >= DRAWN_MILLIS) {
        Terminal.redraw(out, followed.list().get());
        drawn = System.currentTimeMillis();
      }
      ApiCommand.pause();
    }
  }

  private void follow(AtomicBoolean changed) {
    String last = null;
    while (true) {
      try {
        last = client.follow(path(), last, change -> changed.set(true));
      } catch (CommandException e) {
        // Whoever draws sees it as well, and ends.
        changed.set(true);
      }
      ApiCommand.pause();
    }
  }

  private void tell(JsonNode change, boolean json) {
    var type = change.path("type").asText();
    boolean isChange = type.equals(followed.what());
    if (isChange && !followed.fits().test(change)) {
      return;
    }
    out.println(
        json ? change.toString() : isChange ? followed.words().apply(change) : note(change));
  }

  private String note(JsonNode change) {
    return change.path("type").asText().equals("gap")
        ? "Changes were missed: " + change.path("reason").asText()
        : "Following the %s of the service.".formatted(followed.many());
  }

  private static JsonNode read(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new CommandException(ExitCode.FAILED, "The stream of the service is not JSON.", e);
    }
  }
}
