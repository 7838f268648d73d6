package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that open connections and send nothing, or only half. */
class ConnectionsTest {
  private static final int SOCKETS = 1100;
  private static final int PROBE_SOCKETS = 300;
  private static final String HALF = "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nX-";
  private static final String WHOLE =
      "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI api;
  private static URI probes;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    int port = ServiceFixture.freePort();
    service =
        fixture.start(
            "bindery { http.head-within = 5 s, health { port = %d, host = \"127.0.0.1\" } }"
                .formatted(port));
    probes = URI.create("http://127.0.0.1:" + port);
    api = service.api().orElseThrow();
    await().until(() -> RawHttp.exchange(api, WHOLE).startsWith("HTTP/1.1 200"));
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  @Test
  void halfOpenConnectionsShutOutNobody() throws IOException {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < SOCKETS; i++) {
        // From three addresses: the bound of each is below the bound of all.
        var socket = RawHttp.connect(api, "127.0.0." + (1 + i % 3));
        RawHttp.send(socket, HALF);
        sockets.add(socket);
      }
      assertThat(RawHttp.exchange(api, WHOLE)).startsWith("HTTP/1.1 200");
      try (var other = RawHttp.connect(api, "127.0.0.9")) {
        RawHttp.send(other, WHOLE);
        assertThat(RawHttp.answer(other)).startsWith("HTTP/1.1 200");
      }
      // All of them are closed within the time for a head.
      for (var socket : sockets) {
        assertThat(endsWithoutAnswer(socket)).isTrue();
      }
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(service.http().orElseThrow().openConnections()).isZero());
  }

  /** Else a crowd there ends the node: Kubernetes takes a probe without an answer for a death. */
  @Test
  void theyShutOutNoProbe() throws IOException {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < PROBE_SOCKETS; i++) {
        var socket = RawHttp.connect(probes);
        RawHttp.send(socket, HALF);
        sockets.add(socket);
      }
      assertThat(
              RawHttp.exchange(
                  probes, "GET /alive HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200");
      for (var socket : sockets) {
        assertThat(endsWithoutAnswer(socket)).isTrue();
      }
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aHeadThatComesByteByByteIsCutOff() throws IOException {
    try (var socket = RawHttp.connect(api)) {
      RawHttp.send(socket, "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n");
      await()
          .pollInterval(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                try {
                  RawHttp.send(socket, "X-A: b\r\n");
                  return false;
                } catch (IOException e) {
                  return true;
                }
              });
    }
  }

  @Test
  void aConnectionIsKeptForTheNextRequest() throws IOException {
    try (var socket = RawHttp.connect(api)) {
      RawHttp.send(socket, WHOLE.replace("Connection: close\r\n", ""));
      await().until(() -> socket.getInputStream().available() > 0);
      RawHttp.send(socket, WHOLE);
      assertThat(RawHttp.answer(socket)).containsPattern("(?s)HTTP/1.1 200.*HTTP/1.1 200");
    }
  }

  private static boolean endsWithoutAnswer(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }
}
