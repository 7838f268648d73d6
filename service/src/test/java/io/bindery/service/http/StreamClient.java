package io.bindery.service.http;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;

/** A client of the stream, which reads it as the standard of server-sent events has it. */
final class StreamClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * One event.
   *
   * @param at when it came, as {@link System#nanoTime()} counts
   */
  record Event(String type, String id, JsonNode data, long at) {
    String text(String field) {
      return data.path(field).asText();
    }

    String what() {
      return "%s %s".formatted(text("event"), text("prefix"));
    }
  }

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger comments = new AtomicInteger();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile String lastId = "";
  private volatile Flow.Subscription subscription;

  StreamClient(HttpClient client, URI uri, String... headers) {
    var request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    var unused =
        client
            .sendAsync(
                request.build(),
                info -> {
                  status.complete(info.statusCode());
                  return BodyHandlers.fromLineSubscriber(new Lines()).apply(info);
                })
            .whenComplete(
                (response, failure) -> {
                  if (failure != null) {
                    status.completeExceptionally(failure);
                  }
                  ended.complete(null);
                });
  }

  /** Waits until the answer has begun and something of it is there. */
  StreamClient open() {
    soon().until(() -> status.isDone() && status.join() == 200);
    soon().until(() -> !events.isEmpty() || comments.get() > 0);
    return this;
  }

  int status() {
    soon().until(status::isDone);
    return status.join();
  }

  /** Looks often: there are hundreds of clients, and what is waited for is mostly there. */
  static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(60));
  }

  List<Event> events() {
    return events;
  }

  /** Those that tell of a change. */
  List<Event> changes() {
    return events.stream().filter(e -> e.type().equals("batch") || e.type().equals("job")).toList();
  }

  List<Event> gaps() {
    return events.stream().filter(e -> e.type().equals("gap")).toList();
  }

  int comments() {
    return comments.get();
  }

  /** What it would come back with. */
  String lastId() {
    return lastId;
  }

  boolean hasEnded() {
    return ended.isDone();
  }

  @Override
  public void close() {
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private final class Lines implements Flow.Subscriber<String> {
    private String type = "message";
    private String data = "";
    private String id = "";

    @Override
    public void onSubscribe(Flow.Subscription it) {
      subscription = it;
      it.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      if (line.isEmpty()) {
        lastId = id;
        if (!data.isEmpty()) {
          events.add(new Event(type, id, json(data), System.nanoTime()));
        }
        type = "message";
        data = "";
      } else if (line.startsWith(":")) {
        comments.incrementAndGet();
      } else {
        int colon = line.indexOf(':');
        var value = line.substring(colon + 1);
        switch (line.substring(0, colon)) {
          case "event" -> type = value.strip();
          case "data" -> data = value.strip();
          case "id" -> id = value.strip();
          default -> throw new IllegalStateException("a line of the stream: " + line);
        }
      }
    }

    private static JsonNode json(String text) {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(text, e);
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended.complete(null);
    }

    @Override
    public void onComplete() {
      ended.complete(null);
    }
  }
}
