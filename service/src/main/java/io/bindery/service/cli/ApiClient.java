package io.bindery.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.protocol.text.ExtendedValue;
import io.bindery.protocol.text.SafeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Speaks to the HTTP API of a service, and tells in one sentence what went wrong. */
final class ApiClient {
  /** A little more than the service itself takes at most. */
  private static final Duration TIMEOUT = Duration.ofSeconds(75);

  private static final int UNAUTHORIZED = 401;
  private static final int FIRST_FAILURE = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final URI url;
  private final Optional<String> token;

  /** Where the address is from, for whoever wonders why nobody answers there. */
  private final String origin;

  ApiClient(URI url, String origin, Optional<String> token) {
    this.url = url;
    this.origin = origin;
    this.token = token;
  }

  /** Where the service is, without a slash at its end. */
  String base() {
    return url.toString().replaceAll("/+$", "");
  }

  /** The same where 503 is an answer as good as 200, as that of health. */
  JsonNode look(String path) {
    return send(HttpRequest.newBuilder(at(path)).GET(), UNAVAILABLE);
  }

  /** The same of what services of other versions may not have; then it is an empty answer. */
  JsonNode find(String path) {
    return send(HttpRequest.newBuilder(at(path)).GET(), NOT_FOUND);
  }

  JsonNode get(String path) {
    return send(HttpRequest.newBuilder(at(path)).GET());
  }

  JsonNode get(ApiQuery query) {
    return get(query.toString());
  }

  /** Lines, as they are. */
  List<String> lines(ApiQuery query) {
    return answer(HttpRequest.newBuilder(at(query.toString())).GET()).lines().toList();
  }

  JsonNode post(String path, Map<String, ?> body) {
    return post(path, body, OptionalLong.empty());
  }

  /** An order that is carried out only if what it is about is at a version. */
  JsonNode post(String path, Map<String, ?> body, OptionalLong version) {
    try {
      var request =
          HttpRequest.newBuilder(at(path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
      version.ifPresent(it -> request.header("If-Match", "\"" + it + "\""));
      return send(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values can be written as JSON", e);
    }
  }

  /** A document that was read from somewhere: its bytes go as they are. */
  JsonNode post(String path, byte[] json) {
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json)));
  }

  /**
   * Follows a stream of server-sent events until it ends.
   *
   * @param last id of the last event that is known; null if none is
   * @param use gets the data of each event
   * @return the id of the last event
   */
  String follow(String path, String last, Consumer<String> use) {
    var request = HttpRequest.newBuilder(at(path)).GET();
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    var id = new AtomicReference<>(last);
    try {
      var response = client.send(request.build(), BodyHandlers.ofLines());
      try (var lines = response.body()) {
        if (response.statusCode() >= FIRST_FAILURE) {
          throw new CommandException(
              exitCode(response.statusCode()),
              detail(lines.collect(Collectors.joining("\n")), response.statusCode())
                  + wayOut(response.statusCode()));
        }
        lines.forEach(
            line -> {
              if (line.startsWith("data:")) {
                use.accept(line.substring("data:".length()));
              } else if (line.startsWith("id:")) {
                id.set(line.substring("id:".length()).strip());
              }
            });
      }
      return id.get();
    } catch (UncheckedIOException e) {
      // It is taken up again where it was cut off.
      return id.get();
    } catch (IOException e) {
      throw unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "Interrupted.", e);
    }
  }

  private CommandException unanswered(IOException failure) {
    return new CommandException(
        ExitCode.UNAVAILABLE,
        "The service at %s does not answer; is it running? The address is %s; --url says another."
            .formatted(url, origin),
        failure);
  }

  /** Sets a document, if what it is about is at a version. */
  JsonNode put(String path, Map<String, ?> body, OptionalLong version) {
    try {
      var request =
          HttpRequest.newBuilder(at(path))
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body)));
      version.ifPresent(it -> request.header("If-Match", "\"" + it + "\""));
      return send(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values can be written as JSON", e);
    }
  }

  private URI at(String path) {
    return url.resolve("/api/v1/" + path);
  }

  private JsonNode send(HttpRequest.Builder request) {
    return send(request, 0);
  }

  /** Sends a request of whose failures one is an answer. */
  private JsonNode send(HttpRequest.Builder request, int allowed) {
    var body = answer(request, allowed);
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "What answers at %s is no service of Bindery.".formatted(url), e);
    }
  }

  private String answer(HttpRequest.Builder request) {
    return answer(request, 0);
  }

  private String answer(HttpRequest.Builder request, int allowed) {
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    request.header("X-Bindery-Actor", actor()).timeout(TIMEOUT);
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() >= FIRST_FAILURE && response.statusCode() != allowed) {
        throw new CommandException(
            exitCode(response.statusCode()),
            detail(response.body(), response.statusCode()) + wayOut(response.statusCode()));
      }
      return response.body();
    } catch (IOException e) {
      throw unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "Interrupted.", e);
    }
  }

  /** A request is made of the arguments: where it cannot be read, they are wrong. */
  private static int exitCode(int status) {
    return status == FIRST_FAILURE ? ExitCode.USAGE : ExitCode.FAILED;
  }

  /** Who is logged in, in any letters. */
  private static String actor() {
    return ExtendedValue.encode(System.getProperty("user.name", "cli"));
  }

  private String wayOut(int status) {
    if (status != UNAUTHORIZED) {
      return "";
    }
    return token.isPresent()
        ? " It was taken from BINDERY_TOKEN."
        : " Set the environment variable BINDERY_TOKEN to it.";
  }

  private static String detail(String body, int status) {
    try {
      var problem = JSON.readTree(body).path("detail").asText("");
      return problem.isEmpty()
          ? "The service answered %d.".formatted(status)
          : SafeText.line(problem);
    } catch (JsonProcessingException e) {
      return "The service answered %d: %s".formatted(status, SafeText.line(body));
    }
  }
}
