package io.bindery.localaws.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeaderTextTest {
  @Test
  void textIsReadAsUtf8IfItIsThatAndAsLatin1IfNot() {
    assertThat(HeaderText.read("plain")).isEqualTo("plain");
    assertThat(HeaderText.read(asServerSees("Grüße 🧬"))).isEqualTo("Grüße 🧬");
    assertThat(HeaderText.read("Grüße")).isEqualTo("Grüße");
  }

  @Test
  void textIsWrittenAsClientsReadIt() {
    assertThat(HeaderText.write("Grüße")).isEqualTo("Grüße");
    assertThat(HeaderText.write("日本")).isEqualTo("=?UTF-8?B?5pel5pys?=");
  }

  private static String asServerSees(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
