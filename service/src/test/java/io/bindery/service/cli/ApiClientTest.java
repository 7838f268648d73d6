package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a command hears and says, byte by byte. */
class ApiClientTest {
  /** What the other side does with a connection once it has read the request. */
  private interface Behaviour {
    void answer(Socket connection) throws IOException;
  }

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private volatile Behaviour behaviour;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    var thread = new Thread(this::serve, "answers");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (var connection = server.accept()) {
        requests.add(request(connection));
        behaviour.answer(connection);
      } catch (IOException e) {
        // The test has seen what it wanted, or this side was told to break off.
        assertThat(server.isBound()).isTrue();
      }
    }
  }

  private static String request(Socket connection) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
    var head = new ArrayList<String>();
    int length = 0;
    for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.add(line);
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    var body = new char[length];
    for (int at = 0; at < length; ) {
      at += in.read(body, at, length - at);
    }
    return String.join("\n", head) + "\n\n" + new String(body);
  }

  private static Behaviour saying(String text) {
    return connection -> connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Behaviour answering(String status, String body) {
    return saying(
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, body));
  }

  private ApiClient client(String token) {
    return new ApiClient(
        URI.create("http://127.0.0.1:" + server.getLocalPort()),
        "that of a test",
        Optional.ofNullable(token));
  }

  private static void ends(int code, String words, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            CommandException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(code);
              assertThat(e).hasMessageContaining(words);
            });
  }

  @Test
  void asksWithTokenAndActorAndReadsLettersOfAllKinds() {
    behaviour = answering("200 OK", "{\"name\": \"Größe 試料\"}");
    assertThat(client("secret").get("buckets/lab%20a").path("name").asText()).isEqualTo("Größe 試料");
    assertThat(requests)
        .singleElement()
        .asString()
        .startsWith("GET /api/v1/buckets/lab%20a HTTP/1.1")
        .contains("Authorization: Bearer secret", "X-Bindery-Actor: ", "Accept: */*");
  }

  @Test
  void sendsWhatItIsGivenAndAtWhichVersion() {
    behaviour = answering("200 OK", "{}");
    client(null).put("buckets/lab/policy", Map.of("note", "é"), OptionalLong.of(7));
    client(null).post("batches/flush", Map.of());
    assertThat(requests.get(0))
        .startsWith("PUT ")
        .contains("If-Match: \"7\"", "Content-Type: application/json")
        .endsWith("{\"note\":\"Ã©\"}")
        .doesNotContain("Authorization");
    assertThat(requests.get(1)).startsWith("POST ").endsWith("\n\n{}");
  }

  @Test
  void aRefusalIsToldAsItIs() {
    behaviour = answering("400 Bad Request", "{\"detail\": \"limit is a number\"}");
    ends(ExitCode.USAGE, "limit is a number", () -> client(null).get("jobs"));
    behaviour = answering("404 Not Found", "{\"detail\": \"There is no job x.\"}");
    ends(ExitCode.FAILED, "There is no job x.", () -> client(null).get("jobs/x"));
    assertThat(client(null).find("jobs/x").path("detail").asText()).isNotEmpty();
    behaviour = answering("500 Internal Server Error", "");
    ends(ExitCode.FAILED, "The service answered 500", () -> client(null).get("jobs"));
    behaviour =
        saying(
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 31\r\n\r\n"
                + "{\"detail\": \"The token is old.\"}");
    ends(
        ExitCode.FAILED,
        "The token is old. It was taken from BINDERY_TOKEN.",
        () -> client("secret").post("batches/flush", Map.of()));
    assertThat(requests).hasSize(5);
  }

  @Test
  void whateverElseAnswersIsNoServiceOfBindery() throws IOException {
    behaviour = answering("200 OK", "<html>");
    ends(ExitCode.UNAVAILABLE, "is no service of Bindery", () -> client(null).get("health"));
    behaviour = saying("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 2\r\n\r\nno");
    ends(ExitCode.UNAVAILABLE, "is no service of Bindery", () -> client(null).get("health"));
    assertThat(requests).hasSize(2);
    behaviour = saying("220 mail.example.org ESMTP\r\n");
    ends(ExitCode.UNAVAILABLE, "", () -> client(null).get("health"));
    server.close();
    ends(ExitCode.UNAVAILABLE, "does not answer", () -> client(null).get("health"));
  }

  /** Whether it was carried out is not known; only who gave it may give it again. */
  @Test
  void anOrderIsSentOnceAlsoIfItsAnswerIsLost() {
    behaviour = connection -> {};
    ends(
        ExitCode.UNAVAILABLE,
        "does not answer",
        () -> client(null).post("batches/flush", Map.of()));
    assertThat(requests).hasSize(1);
  }

  @Test
  void anAnswerThatDoesNotEndIsGivenUp() {
    behaviour =
        connection -> {
          var out = connection.getOutputStream();
          out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          while (!server.isClosed()) {
            out.write(' ');
          }
        };
    var call = ApiCall.get(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"));
    assertThatThrownBy(() -> call.send(Duration.ofMillis(300)).text())
        .isInstanceOf(SocketTimeoutException.class);
    behaviour = connection -> assertThat(connection.getInputStream().read()).isNegative();
    assertThatThrownBy(() -> call.send(Duration.ofMillis(300)))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aStreamIsTakenUpBehindItsLastEvent() {
    behaviour =
        saying(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "ff\r\nid: 7\ndata:{\"a\":1}\n\n: alive\n\nid: 8\nda");
    var seen = new ArrayList<String>();
    assertThat(client("secret").follow("stream", null, seen::add)).isEqualTo("8");
    assertThat(seen).containsExactly("{\"a\":1}");
    assertThat(client("secret").follow("stream", "8", seen::add)).isEqualTo("8");
    assertThat(requests.get(0)).doesNotContain("Last-Event-ID");
    assertThat(requests.get(1)).contains("Last-Event-ID: 8", "Authorization: Bearer secret");
    behaviour = answering("403 Forbidden", "{\"detail\": \"A viewer may not.\"}");
    ends(ExitCode.FAILED, "A viewer may not.", () -> client(null).follow("stream", "8", seen::add));
  }

  @Test
  void aTokenIsNotShownIfItIsNone() {
    assertThat(ApiOptions.token(null)).isEmpty();
    assertThat(ApiOptions.token(" \n")).isEmpty();
    assertThat(ApiOptions.token("secret\r\n")).hasValue("secret");
    assertThatThrownBy(() -> ApiOptions.token("sec\nret"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("BINDERY_TOKEN")
        .hasMessageNotContaining("ret");
  }
}
