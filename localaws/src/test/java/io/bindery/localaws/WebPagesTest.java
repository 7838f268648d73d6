package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** What web pages in a browser on this machine can do with the endpoint: nothing. */
@ExtendWith(SharedAws.class)
class WebPagesTest {
  private final LocalAws aws;
  private final Clients clients;
  private final String bucket = "b-" + UUID.randomUUID();
  private final String own;

  WebPagesTest(LocalAws aws, Clients clients) {
    this.aws = aws;
    this.clients = clients;
    this.own = "Host: 127.0.0.1:" + aws.endpoint().getPort();
  }

  @BeforeEach
  void object() {
    clients.s3().createBucket(b -> b.bucket(bucket));
    clients.s3().putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("secret"));
  }

  /** After DNS rebinding a page's own name leads here, and all looks like one site to a browser. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:4566",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil@127.0.0.1",
        "10.0.0.1",
        "lab.localhost",
        "[::2]",
        "127.0.0.1:4566.evil.example",
        ""
      })
  void anotherNameIsRefused(String host) throws IOException {
    for (String request : new String[] {"GET /" + bucket + "/k", "DELETE /" + bucket + "/k"}) {
      assertThat(send(request, "Host: " + host, "Sec-Fetch-Site: same-origin"))
          .matches("(?s)HTTP/1[.]1 4(03|00) .*")
          .doesNotContain("secret");
    }
    assertThat(clients.s3().headObject(b -> b.bucket(bucket).key("k"))).isNotNull();
  }

  @Test
  void twoNamesOrNoneAreRefused() throws IOException {
    assertThat(send("GET /" + bucket + "/k", own, "Host: evil.example")).startsWith("HTTP/1.1 400");
    assertThat(send("GET /" + bucket + "/k", "X: y")).startsWith("HTTP/1.1 400");
    assertThat(send("GET http://evil.example/" + bucket + "/k", own))
        .matches("(?s)HTTP/1[.]1 4(03|00) .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Origin: http://evil.example", "Origin: null", "Origin: https://127.0.0.1:1"})
  void aFormOfAnotherPageUploadsNothing(String origin) throws IOException {
    String form =
        """
        --X
        Content-Disposition: form-data; name="key"

        planted
        --X
        Content-Disposition: form-data; name="file"; filename="f"

        x
        --X--
        """
            .replace("\n", "\r\n");
    String[] headers = {
      own,
      origin,
      "Content-Type: multipart/form-data; boundary=X",
      "Content-Length: " + form.length(),
      "",
      form
    };
    assertThat(send("POST /" + bucket, headers)).startsWith("HTTP/1.1 403");
    headers[1] = "Origin: http://" + own.substring("Host: ".length());
    assertThat(send("POST /" + bucket, headers)).startsWith("HTTP/1.1 20");
    assertThat(clients.s3().listObjectsV2(b -> b.bucket(bucket)).contents())
        .extracting(o -> o.key())
        .containsExactly("k", "planted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Referer: http://evil.example/page",
        "X-No-Header-At-All: x"
      })
  void anImageOfAnotherPagePurgesNoQueue(String header) throws IOException {
    String queue = clients.sqs().createQueue(b -> b.queueName("q-" + UUID.randomUUID())).queueUrl();
    clients.sqs().sendMessage(b -> b.queueUrl(queue).messageBody("kept"));
    String path = queue.replaceFirst("https?://[^/]+", "");
    assertThat(send("GET " + path + "?Action=PurgeQueue", own, header)).startsWith("HTTP/1.1 403");
    assertThat(send("GET /?Action=PurgeQueue&QueueUrl=" + queue, own, header))
        .startsWith("HTTP/1.1 403");
    assertThat(clients.sqs().receiveMessage(b -> b.queueUrl(queue)).messages()).hasSize(1);
  }

  @Test
  void aPagePreflightsInVain() throws IOException {
    assertThat(
            send(
                "OPTIONS /" + bucket + "/k",
                own,
                "Origin: http://evil.example",
                "Access-Control-Request-Method: PUT"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void aPresignedLinkWorksFromTheAddressBarAndFromAPage() throws IOException {
    String link = "/" + bucket + "/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=ab";
    assertThat(send("GET " + link, own, "Sec-Fetch-Site: none")).endsWith("secret");
    assertThat(
            send(
                "GET " + link,
                own,
                "Referer: https://mail.example/",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: document"))
        .endsWith("secret");
    // A script of that page would see the answer.
    assertThat(send("GET " + link, own, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"))
        .startsWith("HTTP/1.1 403");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST", "127.1.2.3"})
  void toolsGetThroughByEachLocalName(String name) throws IOException {
    assertThat(send("GET /" + bucket + "/k", "Host: " + name + ":" + aws.endpoint().getPort()))
        .endsWith("secret");
    // A tunnel has another port on this side.
    assertThat(send("GET /" + bucket + "/k", "Host: " + name + ":9000")).endsWith("secret");
  }

  private String send(String request, String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), aws.endpoint().getPort())) {
      socket.setSoTimeout(30_000);
      boolean body = java.util.Arrays.asList(lines).contains("");
      String text =
          request
              + " HTTP/1.1\r\nConnection: close\r\n"
              + String.join("\r\n", lines)
              + (body ? "" : "\r\n\r\n");
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
