package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import io.bindery.service.access.Loopback;
import io.bindery.service.config.ConfigLoader;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSettingsTest {
  private static final String HASH =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  @Test
  void theShippedOnesAreForThisMachineOnly() {
    assertThat(read(""))
        .hasToString("HttpSettings[127.0.0.1:8080, enabled=true, token=none]")
        .returns(4L << 20, HttpSettings::maxBody);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "127.0.0.1, true",
    "127.8.7.6, true",
    "::1, true",
    "[::1], true",
    "0.0.0.0, false",
    "10.1.2.3, false",
    "::, false",
    "example.org, false",
    "127.0.0.1.example.org, false",
    "localhost.example.org, false",
    "127.0.0.999, false"
  })
  void loopbackIsKnownByItsName(String host, boolean loopback) {
    assertThat(Loopback.is(host)).isEqualTo(loopback);
  }

  @Test
  void anotherAddressNeedsAToken() {
    assertThatThrownBy(() -> read("host = 0.0.0.0"))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "bindery.http.host = 0.0.0.0: whoever reaches this address could use the API, because"
                + " there is no token; set bindery.http.tokens, tokens-file, token-sha256 or"
                + " oidc.issuer, or listen at 127.0.0.1 only.");
    assertThat(read("host = 0.0.0.0, token-sha256 = " + HASH).access().areThereTokens()).isTrue();
    assertThat(read("host = 0.0.0.0, enabled = off").enabled()).isFalse();
  }

  @Test
  void aTokenInPlaceOfItsHashIsNotRepeated() {
    assertThatThrownBy(() -> read("token-sha256 = my-secret-token"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("bindery.http.token-sha256 = (not shown): this must be the SHA-256")
        .hasMessageNotContaining("my-secret-token");
  }

  @Test
  void whatIsHeldIsAtLeastOneBody() {
    assertThatThrownBy(() -> read("max-body = 8 MiB, bodies-in-flight = 4 MiB"))
        .hasMessageContaining("bindery.http.bodies-in-flight")
        .hasMessageContaining("at least as much as bindery.http.max-body");
  }

  private static HttpSettings read(String http) {
    return HttpSettings.from(
        ConfigLoader.load(
            Optional.empty(), ConfigFactory.parseString("bindery.http {" + http + "}")));
  }
}
