package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What goes over the wire, byte for byte where it matters. */
@ExtendWith(SharedAws.class)
class RawHttpTest {
  private final LocalAws aws;
  private final Clients clients;
  private final String bucket = "b-" + UUID.randomUUID();

  RawHttpTest(LocalAws aws, Clients clients) {
    this.aws = aws;
    this.clients = clients;
  }

  @BeforeEach
  void bucket() {
    clients.s3().createBucket(b -> b.bucket(bucket));
  }

  @AfterEach
  void noFaults() {
    aws.faults().clear();
  }

  @ParameterizedTest
  @CsvSource({
    "a//b,a//b",
    "a/../b,a/../b",
    "a/./b,a/./b",
    "a%2Fb,a/b",
    "a+b,a+b",
    "a%2Bb,a+b",
    "a;b=c,a;b=c",
    "%C3%A9,é",
    "a%25b,a%b",
    "a%5Cb,a\\b",
    "%F0%9F%A7%AC,🧬"
  })
  void pathsPassUntouched(String raw, String key) throws IOException {
    assertThat(send("PUT /" + bucket + "/" + raw + " HTTP/1.1", "Content-Length: 2", "", "hi"))
        .startsWith("HTTP/1.1 200");
    assertThat(clients.s3().listObjectsV2(b -> b.bucket(bucket)).contents())
        .extracting(o -> o.key())
        .containsExactly(key);
    assertThat(send("GET /" + bucket + "/" + raw + " HTTP/1.1", "", "")).endsWith("hi");
  }

  /** An SDK reads XML; what the server refuses by itself is no exception. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.1",
        "PUT /b/%00 HTTP/1.1",
        "GET /b/%C3%28 HTTP/1.1",
        "DELETE /b/%ff HTTP/1.1",
        "GET /b?prefix=%ff HTTP/1.1",
        "PUT /%2e%2e/x HTTP/1.1",
        "PUT /b/k HTTP/1.1|Content-Length: -1",
        "PUT /b/k HTTP/1.1|Content-Length: many",
        "PUT /b/k HTTP/1.1|Content-Length: 1|Content-Length: 2",
        "DELETE /b/k HTTP/1.1|no header"
      })
  void whatIsNoRequestIsRefusedInXml(String lines) throws IOException {
    String answer = send((lines + "|").split("\\|", -1));
    assertThat(answer).startsWith("HTTP/1.1 400");
    assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/xml");
    assertThat(answer).contains("<Error><Code>").endsWith("</Error>");
  }

  @Test
  void tagsOfOneNameAreRefused() throws IOException {
    assertThat(
            send(
                "PUT /" + bucket + "/k HTTP/1.1",
                "x-amz-tagging: a=1&b=2&a=3",
                "Content-Length: 0",
                ""))
        .startsWith("HTTP/1.1 400")
        .contains("<Code>InvalidArgument</Code>");
  }

  @Test
  void aClientThatAsksToContinueIsTold() throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PUT /"
                  + bucket
                  + "/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      out.flush();
      assertThat(start(socket)).isEqualTo("HTTP/1.1 100");
      assertThat(socket.getInputStream().readNBytes(" Continue\r\n\r\n".length())).hasSize(13);
      out.write("hello".getBytes(StandardCharsets.UTF_8));
      out.flush();
      assertThat(start(socket)).isEqualTo("HTTP/1.1 200");
    }
  }

  private static String start(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
  }

  @Test
  void chunkedBodiesArrive() throws IOException {
    assertThat(
            send(
                "PUT /" + bucket + "/k HTTP/1.1",
                "Transfer-Encoding: chunked",
                "",
                "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(clients.s3().getObjectAsBytes(b -> b.bucket(bucket).key("k")).asUtf8String())
        .isEqualTo("hello world");
  }

  @Test
  void aPartOfAnObjectCanBeRead() {
    clients.s3().putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("0123456789"));
    assertThat(
            clients
                .s3()
                .getObjectAsBytes(b -> b.bucket(bucket).key("k").range("bytes=2-4"))
                .asUtf8String())
        .isEqualTo("234");
  }

  @Test
  void storedEncodingsAreNotUndone() {
    byte[] zipped = {31, -117, 8, 0, 1, 2, 3};
    clients
        .s3()
        .putObject(
            b -> b.bucket(bucket).key("k").contentEncoding("gzip").contentType("text/x"),
            RequestBody.fromBytes(zipped));
    var got = clients.s3().getObjectAsBytes(b -> b.bucket(bucket).key("k"));
    assertThat(got.asByteArray()).isEqualTo(zipped);
    assertThat(got.response().contentEncoding()).isEqualTo("gzip");
    assertThat(got.response().contentType()).isEqualTo("text/x");
  }

  @Test
  void checksumsAreKeptAndToldAndWrongOnesRefused() {
    var put =
        clients
            .s3()
            .putObject(
                b ->
                    b.bucket(bucket)
                        .key("k")
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .metadata(java.util.Map.of("note", "x")),
                RequestBody.fromString("hello"));
    assertThat(put.checksumSHA256()).isEqualTo("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
    var head =
        clients.s3().headObject(b -> b.bucket(bucket).key("k").checksumMode(ChecksumMode.ENABLED));
    assertThat(head.checksumSHA256()).isEqualTo(put.checksumSHA256());
    assertThat(head.contentLength()).isEqualTo(5);
    assertThat(head.metadata()).containsEntry("note", "x");
    assertThat(
            clients
                .s3()
                .getObjectAttributes(
                    b ->
                        b.bucket(bucket)
                            .key("k")
                            .objectAttributes(
                                ObjectAttributes.CHECKSUM, ObjectAttributes.OBJECT_SIZE))
                .checksum()
                .checksumSHA256())
        .isEqualTo(put.checksumSHA256());
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                clients
                    .s3()
                    .putObject(
                        b -> b.bucket(bucket).key("w").checksumSHA256(put.checksumSHA256()),
                        RequestBody.fromString("other")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
  }

  @Test
  void aChecksumInAHeaderCountsAlsoWithItsAlgorithmNamed() throws IOException {
    String right = "x-amz-checksum-crc32: NhCmhg==";
    String algorithm = "x-amz-sdk-checksum-algorithm: CRC32";
    String put = "PUT /" + bucket + "/k HTTP/1.1";
    assertThat(send(put, "Content-Length: 5", right, algorithm, "hello"))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase(right);
    assertThat(send(put, "Content-Length: 5", right, algorithm, "jello"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void aLargeObjectStreamsBothWays() throws IOException {
    byte[] content = new byte[48 << 20];
    new Random(7).nextBytes(content);
    clients.s3().putObject(b -> b.bucket(bucket).key("big"), RequestBody.fromBytes(content));
    try (ResponseInputStream<GetObjectResponse> in =
        clients.s3().getObject(b -> b.bucket(bucket).key("big"))) {
      assertThat(Arrays.equals(in.readAllBytes(), content)).isTrue();
    }
  }

  @Test
  void aClientThatGoesAwayInTheMiddleLeavesNothing() throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PUT /"
                  + bucket
                  + "/half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nabc")
              .getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    clients.s3().putObject(b -> b.bucket(bucket).key("whole"), RequestBody.fromString("x"));
    assertThat(clients.s3().listObjectsV2(b -> b.bucket(bucket)).contents())
        .extracting(o -> o.key())
        .containsExactly("whole");
  }

  @Test
  void readsFailOnOrder() throws IOException {
    clients.s3().putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("x"));
    aws.faults().failObjectReads(2);
    assertThat(send("GET /" + bucket + "/k HTTP/1.1", "", "")).startsWith("HTTP/1.1 503");
    assertThat(send("GET /" + bucket + "/k HTTP/1.1", "", "")).startsWith("HTTP/1.1 503");
    assertThat(send("GET /" + bucket + "/k HTTP/1.1", "", "")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aServiceThatIsNotHereIsRefusedByName() throws IOException {
    assertThat(send("POST / HTTP/1.1", "X-Amz-Target: Kinesis_20131202.PutRecord", "", ""))
        .startsWith("HTTP/1.1 400")
        .contains("UnknownOperationException")
        .contains("Kinesis_20131202.PutRecord");
  }

  @Test
  void aBrowsersFormIsAnUploadWithAnEvent() throws IOException {
    String form = "form-" + UUID.randomUUID();
    clients.createBucket(form, false);
    String queue =
        clients.createQueueFor(
            form,
            "{\"source\":[\"aws.s3\"],\"detail\":{\"bucket\":{\"name\":[\"" + form + "\"]}}}");
    String body =
        """
        --X
        Content-Disposition: form-data; name="key"

        up/é ü
        --X
        Content-Disposition: form-data; name="file"; filename="a b.txt"
        Content-Type: text/plain

        hello
        --X--
        """
            .replace("\n", "\r\n");
    assertThat(
            send(
                "POST /" + form + " HTTP/1.1",
                "Content-Type: multipart/form-data; boundary=X",
                "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length,
                "",
                body))
        .startsWith("HTTP/1.1 20");
    List<JsonNode> events = clients.drainJson(queue);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).at("/detail/reason").asText()).isEqualTo("POST Object");
    assertThat(events.get(0).at("/detail/object/key").asText()).isEqualTo("up/é ü");
  }

  /** Sends the lines and the body as they are and gives all that comes back. */
  private String send(String... lines) throws IOException {
    try (Socket socket = connect()) {
      StringBuilder request = new StringBuilder(lines[0]).append("\r\nHost: localhost\r\n");
      for (int i = 1; i < lines.length - 1; i++) {
        if (!lines[i].isEmpty()) {
          request.append(lines[i]).append("\r\n");
        }
      }
      request.append("Connection: close\r\n\r\n").append(lines[lines.length - 1]);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      in.transferTo(answer);
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), aws.endpoint().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }
}
