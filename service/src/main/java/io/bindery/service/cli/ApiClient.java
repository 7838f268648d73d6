package io.bindery.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.protocol.text.ExtendedValue;
import io.bindery.protocol.text.SafeText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Speaks to the HTTP API of a service, and tells in one sentence what went wrong. */
final class ApiClient {
  /** A little more than the service itself takes at most. */
  private static final Duration TIMEOUT = Duration.ofSeconds(75);

  /** For how long a stream may be silent: it says each few seconds that it is there. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private static final int UNAUTHORIZED = 401;
  private static final int WRONG = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;
  private static final JsonMapper JSON = new JsonMapper();

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
    return send(ApiCall.get(at(path)), UNAVAILABLE);
  }

  /** The same of what services of other versions may not have; then it is an empty answer. */
  JsonNode find(String path) {
    return send(ApiCall.get(at(path)), NOT_FOUND);
  }

  JsonNode get(String path) {
    return send(ApiCall.get(at(path)));
  }

  JsonNode get(ApiQuery query) {
    return get(query.toString());
  }

  /** Lines, as they are. */
  List<String> lines(ApiQuery query) {
    return answer(ApiCall.get(at(query.toString())), 0).lines().toList();
  }

  JsonNode post(String path, Map<String, ?> body) {
    return post(path, body, OptionalLong.empty());
  }

  /** An order that is carried out only if what it is about is at a version. */
  JsonNode post(String path, Map<String, ?> body, OptionalLong version) {
    return send(ifAt(version, ApiCall.post(at(path), written(body))));
  }

  /** A document that was read from somewhere: its bytes go as they are. */
  JsonNode post(String path, byte[] json) {
    return send(ApiCall.post(at(path), json));
  }

  /**
   * Follows a stream of server-sent events until it ends.
   *
   * @param last id of the last event that is known; null if none is
   * @param use gets the data of each event
   * @return the id of the last event
   */
  String follow(String path, String last, Consumer<String> use) {
    var call = authorized(ApiCall.get(at(path)));
    if (last != null) {
      call.with("Last-Event-ID", last);
    }
    try (var answer = call.send(SILENCE)) {
      if (answer.isFailure()) {
        throw refused(answer.status(), answer.text());
      }
      return events(answer, last, use);
    } catch (IOException e) {
      throw unanswered(e);
    }
  }

  private static String events(ApiCall.Answer answer, String last, Consumer<String> use) {
    var id = last;
    try {
      var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
      for (var line = lines.readLine();
          line != null && !Thread.currentThread().isInterrupted();
          line = lines.readLine()) {
        if (line.startsWith("data:")) {
          use.accept(line.substring("data:".length()));
        } else if (line.startsWith("id:")) {
          id = line.substring("id:".length()).strip();
        }
      }
      return id;
    } catch (IOException e) {
      // It is taken up again where it was cut off.
      return id;
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
    return send(ifAt(version, ApiCall.put(at(path), written(body))));
  }

  private static ApiCall ifAt(OptionalLong version, ApiCall call) {
    version.ifPresent(it -> call.with("If-Match", "\"" + it + "\""));
    return call;
  }

  private static byte[] written(Map<String, ?> body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values can be written as JSON", e);
    }
  }

  private URI at(String path) {
    return url.resolve("/api/v1/" + path);
  }

  private JsonNode send(ApiCall call) {
    return send(call, 0);
  }

  /** Sends a request of whose failures one is an answer. */
  private JsonNode send(ApiCall call, int allowed) {
    var body = answer(call, allowed);
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "What answers at %s is no service of Bindery.".formatted(url), e);
    }
  }

  private String answer(ApiCall call, int allowed) {
    authorized(call).with("X-Bindery-Actor", actor());
    try (var answer = call.send(TIMEOUT)) {
      var body = answer.text();
      if (answer.isFailure() && answer.status() != allowed) {
        throw refused(answer.status(), body);
      }
      return body;
    } catch (IOException e) {
      throw unanswered(e);
    }
  }

  private ApiCall authorized(ApiCall call) {
    token.ifPresent(secret -> call.with("Authorization", "Bearer " + secret));
    return call;
  }

  private CommandException refused(int status, String body) {
    return new CommandException(exitCode(status), detail(body, status) + wayOut(status));
  }

  /** A request is made of the arguments: where it cannot be read, they are wrong. */
  private static int exitCode(int status) {
    return status == WRONG ? ExitCode.USAGE : ExitCode.FAILED;
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
