package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Writes that are refused while their client is still sending. */
@ExtendWith(SharedAws.class)
class EarlyAnswersTest {
  private final LocalAws aws;
  private final String bucket = "/b-" + UUID.randomUUID();

  EarlyAnswersTest(LocalAws aws) {
    this.aws = aws;
  }

  @BeforeEach
  void bucket() {
    assertThat(new RawS3(aws.endpoint()).send("PUT", bucket, "").statusCode()).isEqualTo(200);
  }

  /** Clients send headers and body apart, and the next request on the same connection. */
  @Test
  void aSmallBodyLeavesTheConnectionUsable() throws IOException {
    try (Socket socket = connect()) {
      for (int i = 0; i < 100; i++) {
        write(socket, head("PUT", "Content-Length: 5\r\nIf-Match: *\r\n"));
        write(socket, "hello");
        assertThat(head(socket)).startsWith("HTTP/1.1 404").doesNotContain("Connection: close");
      }
    }
  }

  @Test
  void aLargeBodyEndsTheConnectionAndTheAnswerSaysSo() throws IOException {
    try (Socket socket = connect()) {
      write(socket, head("PUT", "Content-Length: 100000000\r\nIf-Match: *\r\n"));
      assertThat(head(socket)).startsWith("HTTP/1.1 404").contains("Connection: close");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whoAsksFirstIsAnsweredWithoutTheBody() throws IOException {
    try (Socket socket = connect()) {
      write(socket, head("PUT", "Content-Length: 5\r\nIf-Match: *\r\nExpect: 100-continue\r\n"));
      assertThat(head(socket)).startsWith("HTTP/1.1 404");
    }
  }

  private String head(String method, String headers) {
    return method + " " + bucket + "/k HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** The head of an answer; its body is read too. */
  private static String head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
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

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), aws.endpoint().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }
}
