package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are refused while their client is still sending. */
class EarlyAnswersTest {
  private static final String NOTHING = "PUT /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n";

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI api;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    service = fixture.start("");
    api = service.api().orElseThrow();
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  /** Refused for its path, its method, and who sends it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        NOTHING,
        "PUT /api/v1/health HTTP/1.1\r\nHost: localhost\r\n",
        "PUT /api/v1/health HTTP/1.1\r\nHost: bindery.example.org\r\n"
      })
  void aSmallBodyIsReadToItsEndAndTheConnectionGoesOn(String request) throws IOException {
    try (var socket = RawHttp.connect(api)) {
      for (int i = 0; i < 3; i++) {
        RawHttp.send(socket, request + "Content-Length: 5\r\n\r\n");
        nothingComes(socket);
        RawHttp.send(socket, "hello");
        assertThat(head(socket))
            .startsWith("HTTP/1.1 40")
            .doesNotContainIgnoringCase("Connection: close");
      }
    }
  }

  @Test
  void aLargeBodyIsNotWaitedFor() throws IOException {
    try (var socket = RawHttp.connect(api)) {
      RawHttp.send(socket, NOTHING + "Content-Length: 2000000\r\n\r\n");
      assertThat(head(socket)).startsWith("HTTP/1.1 404").containsIgnoringCase("Connection: close");
    }
  }

  @Test
  void whoAsksFirstIsAnsweredWithoutTheBody() throws IOException {
    try (var socket = RawHttp.connect(api)) {
      RawHttp.send(socket, NOTHING + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      assertThat(head(socket)).startsWith("HTTP/1.1 404");
    }
  }

  /** Within a time that an answer does not need. */
  private static void nothingComes(Socket socket) throws IOException {
    int patience = socket.getSoTimeout();
    socket.setSoTimeout(300);
    try {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    } finally {
      socket.setSoTimeout(patience);
    }
  }

  /** The head of an answer; its body is read too. */
  private static String head(Socket socket) throws IOException {
    var in = socket.getInputStream();
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      assertThat(next).as("the connection ended after: %s", head).isNotNegative();
      head.append((char) next);
    }
    int length =
        head.toString()
            .lines()
            .filter(line -> line.startsWith("Content-Length: "))
            .mapToInt(line -> Integer.parseInt(line.substring(16)))
            .findFirst()
            .orElseThrow();
    in.readNBytes(length);
    return head.toString();
  }
}
