package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080/, , 200",
    "http://localhost:8080/, , 200",
    "http://[::1]:8080/, , 200",
    "http://localhost:8080/, http://localhost:8080, 200",
    "http://localhost:8080/, http://localhost:3000, 403",
    "http://localhost:8080/, https://example.org, 403",
    "http://localhost:8080/, null, 403",
    "http://example.org:8080/, , 403",
    "http://10.0.0.1:8080/, , 403",
  })
  void withoutATokenOnlyThisMachineIsServed(String uri, String origin, int status) {
    var request = HttpRequest.GET(uri);
    var sent = origin == null ? request : request.addHeader(RawHeader.create("Origin", origin));
    assertThat(status(new Access(Optional.empty()), sent)).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer open sesame, 200",
    "bearer open sesame, 200",
    "Bearer open sesam, 401",
    "Bearer, 401",
    "Basic open sesame, 401",
    "open sesame, 401",
    ", 401"
  })
  void withATokenWhoeverShowsItIsServed(String authorization, int status) throws Exception {
    var hash =
        MessageDigest.getInstance("SHA-256").digest("open sesame".getBytes(StandardCharsets.UTF_8));
    var request = HttpRequest.GET("http://bindery.example.org/");
    var sent =
        authorization == null
            ? request
            : request.addHeader(RawHeader.create("Authorization", authorization));
    assertThat(status(new Access(Optional.of(hash)), sent)).isEqualTo(status);
  }

  @Test
  void aRefusalNamesTheSchemeAndNotTheToken() {
    var request =
        HttpRequest.GET("/").addHeader(RawHeader.create("Authorization", "Bearer guessed-token"));
    var refusal = refusal(new Access(Optional.of(new byte[32])), request).orElseThrow();
    assertThat(refusal.getHeader("WWW-Authenticate").orElseThrow().value())
        .isEqualTo("Bearer realm=\"bindery\"");
    assertThat(refusal.toString()).doesNotContain("guessed-token");
  }

  private static int status(Access access, HttpRequest request) {
    return refusal(access, request).map(refusal -> refusal.status().intValue()).orElse(200);
  }

  private static Optional<HttpResponse> refusal(Access access, HttpRequest request) {
    return access.admit(request) instanceof Admission.Refused refused
        ? Optional.of(refused.answer())
        : Optional.empty();
  }
}
