package io.bindery.protocol.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
  void writesNothingMoreThanItKnows() {
    assertThat(new Announcement("b", "a/", Optional.empty()).toDetail())
        .isEqualTo("{\"version\":\"0.1\",\"bucket\":\"b\",\"prefix\":\"a/\"}");
  }

  private static String golden() throws Exception {
    try (var in = AnnouncementTest.class.getResourceAsStream("package-objects-ready.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
