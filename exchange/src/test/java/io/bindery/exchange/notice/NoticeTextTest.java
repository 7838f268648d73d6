package io.bindery.exchange.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.protocol.text.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a manifest or an error of AWS, mails and messages say just that. */
class NoticeTextTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LARGEST_OF_SNS = 262_144;

  private static final List<String> STATES =
      List.of("published", "unchanged", "refused", "failed", "cancelled", "revoked", "held");

  private static final List<String> FOREIGN =
      List.of(
          "manifest",
          "asked_by",
          "product_id",
          "data_set_id",
          "unchanged_since",
          "error",
          "waiting_for");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[31m\u001b]8;;http://evil.example\u0007here\u001b]8;;\u0007\u009b2J",
        "first\nsecond\r\n\nPublication 0123\u2028\u2029\u0085end",
        "\u202egnp.exe\u2066\u2069\u200f\u061c",
        "a\u0000b\u0008\u007f",
        "%s %n {} ${x}",
        "{\"default\": \"x\"}",
        "\ud83d\ude00"
      })
  void aNoticeIsTakenAndSafe(String text) throws IOException {
    for (var state : STATES) {
      var facts = JSON.createObjectNode();
      FOREIGN.forEach(field -> facts.put(field, text.repeat(100)));
      facts.put("publication_id", "ab".repeat(16)).put("revisions", 3).put("revisions_final", 1);

      var message = NoticeText.of("id", state, facts);

      assertThat(message.subject().orElseThrow()).matches("[ -~]{1,100}");
      assertThat(message.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LARGEST_OF_SNS);
      var body = JSON.readTree(message.body());
      assertThat(body.path("sms").asText()).matches("[ -~]{1,100}");
      var mail = body.path("email").asText();
      assertThat(SafeText.lines(mail)).isEqualTo(mail);
      assertThat(mail.lines().filter(line -> line.startsWith("Publication "))).hasSize(1);
      // Programs get the text as it was.
      assertThat(JSON.readTree(body.path("default").asText()).path("error").asText())
          .isEqualTo(facts.path("error").asText());
    }
  }
}
