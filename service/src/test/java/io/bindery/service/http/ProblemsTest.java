package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be read as HTTP, or only in two ways, is a problem like all others. */
class ProblemsTest {
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

  static Stream<Arguments> unreadable() {
    return Stream.of(
        arguments(501, "BREW /api/v1/health HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(400, "GET /api/v1/health HTTP/1.1\nConnection: close\n\n"),
        arguments(
            400, "GET /api/v1/batches?bucket=%zz HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(
            400, "GET /api/v1/batches?bucket=%4 HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(
            400,
            "GET /api/v1/batches?bucket=a%00b HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(
            400,
            "GET /api/v1/health HTTP/1.1\nHost: localhost\nHost: localhost\nConnection: close\n\n"),
        arguments(
            400,
            "GET /api/v1/health HTTP/1.1\nHost: localhost\nOrigin: http://localhost\nOrigin: http://localhost\nConnection: close\n\n"),
        arguments(
            400,
            "GET /api/v1/health HTTP/1.1\nHost: localhost\nAuthorization: Bearer a\nAuthorization: Bearer b\nConnection: close\n\n"),
        arguments(
            400,
            "GET /api/v1/health HTTP/1.1\nHost: localhost\nX-Bindery-Actor: a\nX-Bindery-Actor: b\nConnection: close\n\n"),
        arguments(404, "GET /api/v1//health HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(404, "GET /api/v1/health/ HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(400, "TRACE /api/v1/health HTTP/1.1\nHost: localhost\nContent-Length: 1\n\nx"),
        arguments(505, "GET /api/v1/health HTTP/3.7\nHost: localhost\nConnection: close\n\n"),
        arguments(501, "no HTTP at all\n\n"),
        arguments(404, "GET /nothing HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(404, "GET /api/v1/helth HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(405, "DELETE /api/v1/health HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(405, "OPTIONS /api/v1/health HTTP/1.1\nHost: localhost\nConnection: close\n\n"),
        arguments(
            413,
            "POST /api/v1/events HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 99999999\nConnection: close\n\n"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void isAProblem(int status, String request) throws IOException {
    var answer = RawHttp.exchange(api, request.replace("\n", "\r\n"));
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .containsIgnoringCase("Content-Type: application/problem+json")
        .contains("\"detail\":\"")
        .doesNotContainIgnoringCase("akka");
  }

  @Test
  void aLongAddressAndLongHeadersAreProblems() throws IOException {
    var address = "GET /api/v1/batches?prefix=%s HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assertThat(RawHttp.exchange(api, address.formatted("x".repeat(20_000))))
        .startsWith("HTTP/1.1 414")
        .contains("application/problem+json");
    var header = "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nX-Long: %s\r\n\r\n";
    assertThat(RawHttp.exchange(api, header.formatted("x".repeat(20_000))))
        .startsWith("HTTP/1.1 431")
        .contains("application/problem+json")
        .doesNotContain("xxxxxxxx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00e9va", "a\u200eb", "<b>ada</b>"})
  void anActorThatOthersCouldMisreadIsRefused(String actor) throws IOException {
    var bytes = new String(actor.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    var answer =
        RawHttp.exchange(
            api,
            "POST /api/v1/sources/health-omics/on HTTP/1.1\r\nHost: localhost\r\n"
                + "X-Bindery-Actor: "
                + bytes
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400").contains("\"field\":\"X-Bindery-Actor\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept: text/html",
        "Accept: */*;q=0",
        "Accept:",
        "Accept: ;;;, /, application",
        "Accept: application/json;q=abc\nAccept: text/xml",
        "Accept-Encoding: gzip;q=9, br\nAccept-Charset: utf-16\nAccept-Language: xx",
        "Content-Type: nonsense\nContent-Encoding: zip",
        "Range: bytes=0-1\nIf-None-Match: *\nIf-Modified-Since: yesterday"
      })
  void whatAReaderWouldRatherHaveIsAnsweredByJson(String headers) throws IOException {
    assertThat(read(headers))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("Content-Type: application/json")
        .endsWith("{\"reconciliations\":[]}");
  }

  /** Read as UTF-8, a letter of Latin-1 takes the end of its line and the next header along. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept: \u00e9\nX-Next: x",
        "Accept-Encoding: br, \u00e9\nX-Next: x\nAccept-Language: \u00fc\nX-Next: x"
      })
  void aHeaderOfOtherLettersIsReadOrAProblem(String headers) throws IOException {
    assertThat(read(headers))
        .matches("(?s)HTTP/1.1 (200|400) .*Content-Type: application/(problem[+])?json.*")
        .doesNotContainIgnoringCase("akka");
  }

  private static String read(String headers) throws IOException {
    return RawHttp.exchange(
        api,
        "GET /api/v1/reconciliations HTTP/1.1\nHost: localhost\n%s\nConnection: close\n\n"
            .formatted(headers)
            .replace("\n", "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: text/plain",
        "Content-Type: text/json",
        "Content-Type: application/jsonx",
        "Content-Type: application/json;charset=utf-16",
        "Content-Type: application/json; charset=nonsense",
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: nonsense",
        "Content-Type: ;",
        "Content-Type: application/json\nContent-Type: text/plain",
        "Content-Type: application/json\nContent-Encoding: gzip",
        "Content-Type: application/json\nTransfer-Encoding: gzip, chunked",
      })
  void aBodyThatIsNotSaidToBeJsonIsRefused(String headers) throws IOException {
    var answer =
        RawHttp.exchange(
            api,
            "POST /api/v1/events HTTP/1.1\nHost: localhost\n%s%sContent-Length: 2\nConnection: close\n\n[]"
                .formatted(headers, headers.isEmpty() ? "" : "\n")
                .replace("\n", "\r\n"));
    assertThat(answer)
        .matches("(?s)HTTP/1.1 (400|415|422|501) .*")
        .containsIgnoringCase("Content-Type: application/problem+json")
        .doesNotContainIgnoringCase("akka");
  }

  static Stream<Arguments> unstorable() {
    return Stream.of("\\u0000", "\\ud800", "\\udc00")
        .flatMap(
            text ->
                Stream.of(
                        new String[] {
                          "POST", "batches/pause", "prefix", "'bucket':'lab','prefix':'a~/'"
                        },
                        new String[] {
                          "POST", "batches/flush", "bucket", "'bucket':'la~b','prefix':'a/'"
                        },
                        new String[] {
                          "POST", "reconciliations", "prefix", "'bucket':'lab','prefix':'a~'"
                        },
                        new String[] {
                          "POST",
                          "packages/jobs/retry",
                          "name",
                          "'since':'2026-01-01T00:00:00Z','dry_run':true,'name':'~'"
                        },
                        new String[] {
                          "POST",
                          "dead-letters/discard",
                          "why",
                          "'queue':'packager','all':true,'why':'~'"
                        },
                        new String[] {
                          "PUT",
                          "buckets/lab/policy",
                          "overrides[0].prefix",
                          "'overrides':[{'prefix':'a~'}]"
                        },
                        new String[] {
                          "PUT",
                          "buckets/lab/package-policies",
                          "policies[0].match",
                          "'policies':[{'match':'~'}]"
                        },
                        new String[] {
                          "PUT",
                          "sources/lims",
                          "EventPattern.source[0]",
                          "'EventPattern':{'source':['~']},'InputPath':'$.detail'"
                        })
                    .map(
                        a ->
                            arguments(
                                a[0],
                                a[1],
                                a[2],
                                ("{" + a[3] + "}").replace("~", text).replace("'", "\""))));
  }

  /** They would be another text in the database, or none, and a retry would not help. */
  @ParameterizedTest
  @MethodSource("unstorable")
  void aTextThatNoTableCanHoldIsRefused(String method, String path, String field, String body) {
    var reply =
        fixture.send(
            method, api.resolve("/api/v1/" + path), body, "Content-Type", "application/json");
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body())
        .contains("\"field\":\"" + field + "\"", "a text of whole characters without NUL");
  }

  @Test
  void aProblemNamesTheField() {
    var reply =
        fixture.send(
            "POST",
            api.resolve("/api/v1/batches/flush"),
            "{\"bucket\":\"lab\",\"prefix\":\"a/b\"}",
            "Content-Type",
            "application/json");
    assertThat(reply.statusCode()).isEqualTo(422);
    assertThat(reply.body()).contains("\"field\":\"prefix\"").contains("did you mean a/b/ ?");
  }
}
