package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads, conditions, metadata, chunks and errors, as they go over the wire. */
@ExtendWith(SharedAws.class)
class S3ObjectsTest {
  private static final String NOW = "Sun, 29 Nov 2099 00:00:00 GMT";
  private static final String LONG_AGO = "Sat, 29 Oct 1994 19:43:31 GMT";

  private final RawS3 raw;
  private final String bucket = "/b-" + UUID.randomUUID();

  S3ObjectsTest(LocalAws aws) {
    raw = new RawS3(aws.endpoint());
  }

  @BeforeEach
  void bucket() {
    assertThat(raw.send("PUT", bucket, "").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> put(String key, String content, String... headers) {
    return raw.send("PUT", bucket + "/" + key, content, headers);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=2-4 | 206 | 234 | bytes 2-4/10",
        "bytes=7- | 206 | 789 | bytes 7-9/10",
        "bytes=-3 | 206 | 789 | bytes 7-9/10",
        "bytes=-30 | 206 | 0123456789 | bytes 0-9/10",
        "bytes=8-100 | 206 | 89 | bytes 8-9/10",
        "bytes=0-9 | 206 | 0123456789 | bytes 0-9/10",
        "bytes=8-99999999999999999999 | 206 | 89 | bytes 8-9/10",
        "bytes=8-9223372036854775808 | 206 | 89 | bytes 8-9/10",
        "bytes=-99999999999999999999 | 206 | 0123456789 | bytes 0-9/10",
        "bytes=0000000000000000000008-0000000000000000000009 | 206 | 89 | bytes 8-9/10",
        "bytes=4-2 | 200 | 0123456789 | ''",
        "bytes=a-b | 200 | 0123456789 | ''",
        "bytes=0-1,3-4 | 200 | 0123456789 | ''",
        "lines=0-1 | 200 | 0123456789 | ''"
      })
  void ranges(String range, int status, String content, String contentRange) {
    put("k", "0123456789", "x-amz-checksum-crc32", "poTHxg==");
    var answer = raw.get(bucket + "/k", "Range", range, "x-amz-checksum-mode", "ENABLED");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(content);
    assertThat(header(answer, "Content-Range")).isEqualTo(contentRange);
    // Of the whole, so only with the whole.
    assertThat(header(answer, "x-amz-checksum-crc32")).isEqualTo(status == 206 ? "" : "poTHxg==");
    assertThat(header(answer, "x-amz-checksum-type")).isEqualTo(status == 206 ? "" : "FULL_OBJECT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=10-",
        "bytes=40-50",
        "bytes=-0",
        "bytes=99999999999999999999-",
        "bytes=-00"
      })
  void rangesOfNothingAreRefused(String range) {
    put("k", "0123456789");
    var answer = raw.get(bucket + "/k", "Range", range);
    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.body()).contains("<Code>InvalidRange</Code>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-Match | ETAG | 200",
        "If-Match | \"other\" | 412",
        "If-Match | * | 200",
        "If-None-Match | ETAG | 304",
        "If-None-Match | \"other\" | 200",
        "If-Modified-Since | LONG_AGO | 200",
        "If-Modified-Since | NOW | 304",
        "If-Unmodified-Since | LONG_AGO | 412",
        "If-Unmodified-Since | NOW | 200",
        "If-Modified-Since | yesterday | 200"
      })
  void conditionalReads(String name, String value, int status) {
    String etag = header(put("k", "content"), "ETag");
    String sent =
        switch (value) {
          case "ETAG" -> etag;
          case "NOW" -> NOW;
          case "LONG_AGO" -> LONG_AGO;
          default -> value;
        };
    var answer = raw.get(bucket + "/k", name, sent);
    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 304) {
      assertThat(header(answer, "ETag")).isEqualTo(etag);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(raw.send("HEAD", bucket + "/k", "", name, sent).statusCode()).isEqualTo(status);
  }

  @Test
  void conditionalWrites() {
    assertThat(put("k", "1", "If-Match", "*").statusCode()).isEqualTo(404);
    String etag = header(put("k", "1", "If-None-Match", "*"), "ETag");
    assertThat(put("k", "2", "If-None-Match", "*").statusCode()).isEqualTo(412);
    for (var value : List.of(etag, "\"other\"", "*, \"other\"", "true")) {
      var refused = put("k", "2", "If-None-Match", value);
      assertThat(refused.statusCode()).as(value).isEqualTo(501);
      assertThat(refused.body()).contains("<Code>NotImplemented</Code>", "If-None-Match");
      assertThat(put("new", "2", "If-None-Match", value).statusCode()).as(value).isEqualTo(501);
    }
    assertThat(put("k", "2", "If-None-Match", "*", "If-Match", etag).statusCode()).isEqualTo(501);
    assertThat(put("k", "2", "If-Match", "\"other\"").body()).contains("PreconditionFailed");
    assertThat(put("k", "2", "If-Match", etag).statusCode()).isEqualTo(200);
    assertThat(raw.send("DELETE", bucket + "/k", "", "If-Match", etag).statusCode()).isEqualTo(412);
    assertThat(raw.get(bucket + "/k").body()).isEqualTo("2");
  }

  @Test
  void aWriteReplacesMetadata() {
    put("k", "x", "x-amz-meta-Note", "a, b;c=\"d\"", "x-amz-meta-empty", "");
    var got = raw.get(bucket + "/k");
    assertThat(header(got, "x-amz-meta-note")).isEqualTo("a, b;c=\"d\"");
    assertThat(got.headers().firstValue("x-amz-meta-empty")).contains("");
    put("k", "x");
    assertThat(raw.get(bucket + "/k").headers().firstValue("x-amz-meta-note")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER | '' | DUoRhQ== | 200",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER | ;chunk-signature=abc | DUoRhQ== | 200",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER | '' | AAAAAA== | 400",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER | '' | bad | 400"
      })
  void chunksWithTrailers(String kind, String extension, String crc32, int status) {
    String body =
        "5"
            + extension
            + "\r\nhello\r\n6"
            + extension
            + "\r\n world\r\n0"
            + extension
            + "\r\nx-amz-checksum-crc32:"
            + crc32
            + "\r\n\r\n";
    var answer =
        put(
            "k", body,
            "x-amz-content-sha256", kind,
            "Content-Encoding", "gzip, aws-chunked",
            "x-amz-decoded-content-length", "11",
            "x-amz-trailer", "x-amz-checksum-crc32");
    assertThat(answer.statusCode()).isEqualTo(status);
    var got = raw.get(bucket + "/k");
    if (status == 200) {
      assertThat(got.body()).isEqualTo("hello world");
      assertThat(header(got, "Content-Encoding")).isEqualTo("gzip");
      assertThat(header(answer, "x-amz-checksum-crc32")).isEqualTo(crc32);
    } else {
      assertThat(answer.body()).contains("<Code>BadDigest</Code>");
      assertThat(got.statusCode()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\nhello\r\n0\r\n\r\n", "5\r\nhello world\r\n0\r\n\r\n", "5\r\nhel"})
  void brokenChunksLeaveNothing(String body) {
    assertThat(
            put("k", body, "x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .statusCode())
        .isEqualTo(400);
    assertThat(raw.get(bucket + "/k").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-MD5, XUFAKrxLKna5cZ2REBfFkg==, 200, ''",
    "Content-MD5, AAAAAAAAAAAAAAAAAAAAAA==, 400, BadDigest",
    "Content-MD5, nonsense, 400, InvalidDigest",
    "x-amz-content-sha256, 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824, 200, ''",
    "x-amz-content-sha256, 0000000000000000000000000000000000000000000000000000000000000000, 400, XAmzContentSHA256Mismatch",
    "x-amz-checksum-sha256, LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=, 200, ''",
    "x-amz-checksum-crc64nvme, AAAAAAAAAAA=, 400, BadDigest"
  })
  void whatAWriteSaysOfItsContentIsCompared(String name, String value, int status, String code) {
    var answer = put("k", "hello", name, value);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(code);
  }

  @Test
  void anErrorNamesItsRequestAsItsHeaderDoes() {
    var answer = raw.get(bucket + "/none");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .contains("<Code>NoSuchKey</Code>")
        .contains("<RequestId>" + header(answer, "x-amz-request-id") + "</RequestId>");
  }

  @Test
  void aReadCanAskForOtherHeaders() {
    put("k", "x", "Content-Type", "text/plain", "Cache-Control", "no-cache");
    var answer =
        raw.get(
            bucket
                + "/k?response-content-type=a%2Fb&response-content-disposition=attachment"
                + "&response-expires=never");
    assertThat(header(answer, "Content-Type")).isEqualTo("a/b");
    assertThat(header(answer, "Content-Disposition")).isEqualTo("attachment");
    assertThat(header(answer, "Expires")).isEqualTo("never");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
  }

  @ParameterizedTest
  @CsvSource({
    "20200101T000000Z, 60, 403",
    "20990101T000000Z, 0, 403",
    "20990101T000000Z, 604801, 403",
    "20990101T000000Z, x, 403",
    "20990101T000000Z, 604800, 200"
  })
  void presignedUrlsEnd(String signed, String seconds, int status) {
    put("k", "x");
    assertThat(
            raw.get(bucket + "/k?X-Amz-Date=" + signed + "&X-Amz-Expires=" + seconds).statusCode())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"1577836800, 403", "soon, 403", "4070908800, 200"})
  void presignedUrlsOfTheOlderSignatureEnd(String expires, int status) {
    put("k", "x");
    assertThat(
            raw.get(bucket + "/k?AWSAccessKeyId=local&Signature=x&Expires=" + expires).statusCode())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy", "cors", "lifecycle", "object-lock", "website"})
  void whatIsNotHereIsSaid(String part) {
    assertThat(raw.get(bucket + "?" + part).statusCode()).isEqualTo(501);
    assertThat(raw.send("PUT", bucket + "?" + part, "<x/>").body())
        .contains("<Code>NotImplemented</Code>")
        .contains(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ab", "/Upper", "/under_score", "/1.2.3.4", "/a..b", "/-abc"})
  void bucketNames(String name) {
    assertThat(raw.send("PUT", name, "").body()).contains("<Code>InvalidBucketName</Code>");
  }
}
