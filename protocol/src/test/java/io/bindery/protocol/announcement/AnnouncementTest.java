package io.bindery.protocol.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnouncementTest {
  private static final Announcement ANNOUNCEMENT =
      new Announcement(
          "lab-data",
          "instrument a/run-ü/",
          Optional.of(
              new Announcement.Facts(
                  "0f3b2c",
                  17,
                  4_294_967_296L,
                  "quiet",
                  Instant.parse("2026-11-20T10:00:00Z"),
                  Instant.parse("2026-11-20T10:04:07.250Z"))));

  @Test
  void writesTheGoldenText() throws Exception {
    assertThat(ANNOUNCEMENT.toDetail()).isEqualTo(golden());
  }

  @Test
  void readsTheGoldenText() throws Exception {
    assertThat(Announcement.fromDetail(golden())).isEqualTo(ANNOUNCEMENT);
  }

  @Test
  void readsAnnouncementsOfOthers() throws Exception {
    var detail = "{\"version\":\"0.1\",\"bucket\":\"b\",\"prefix\":\"\",\"colour\":\"red\"}";
    assertThat(Announcement.fromDetail(detail))
        .isEqualTo(new Announcement("b", "", Optional.empty()));
  }

  @Test
  void writesNothingMoreThanItKnows() {
    assertThat(new Announcement("b", "a/", Optional.empty()).toDetail())
        .isEqualTo("{\"version\":\"0.1\",\"bucket\":\"b\",\"prefix\":\"a/\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":\"0.1\" | \"version\":\"9\" | detail.version = 9: it must be 0.1.",
        "\"bucket\":\"lab-data\", | '' | detail.bucket is missing",
        "lab-data | '' | detail.bucket = : it must be the name of a bucket.",
        "run-ü/ | run-ü | detail.prefix = instrument a/run-ü: it must be empty, or",
        "\"files\":17, | '' | detail.files is missing",
        "\"files\":17 | \"files\":-1 | detail.files = -1: it must be a whole number",
        "quiet\" | quiet\"] | detail = ",
      })
  void wrongFieldsAreNamed(String from, String to, String message) throws Exception {
    var detail = golden().replace(from, to);
    assertThatThrownBy(() -> Announcement.fromDetail(detail))
        .isInstanceOf(AnnouncementException.class)
        .hasMessageStartingWith(message)
        .hasMessageEndingWith("Send only package-objects-ready events here.");
  }

  private static String golden() throws Exception {
    try (var in = AnnouncementTest.class.getResourceAsStream("package-objects-ready.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
