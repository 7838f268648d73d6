package io.bindery.laptop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Pattern;

/** The HTTP API of a node in another process. */
record NodeApi(URI base) {
  private static final Pattern PRINTED = Pattern.compile("HTTP API (http://\\S+)/api/v1, log");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Those that a command has printed, in that order. */
  static List<NodeApi> printedBy(BinderyProcess process) {
    return PRINTED
        .matcher(process.output())
        .results()
        .map(match -> new NodeApi(URI.create(match.group(1))))
        .toList();
  }

  /** What the node says of its health. */
  String health() {
    return send("GET", "health", "").body();
  }

  /** Sets a policy at this node. */
  void setPolicy(String bucket, String json) {
    var answer = send("PUT", "buckets/" + bucket + "/policy", json);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.body());
    }
  }

  /** Gives this node an event; the status of its answer. */
  int event(String json) {
    return send("POST", "events", json).statusCode();
  }

  private HttpResponse<String> send(String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(base.resolve("/api/v1/" + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
