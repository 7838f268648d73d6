package io.bindery.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console of a service that has seen nothing yet: each page says how to begin. */
abstract class ConsoleEmpty {
  private static final Map<String, String> WORDS =
      Map.of(
          "#/live", "The next upload into a watched bucket opens one.",
          "#/packages", "Upload a folder to a watched bucket",
          "#/jobs", "To package a folder by hand",
          "#/quarantine", "Nothing is in quarantine.",
          "#/suggestions", "Nothing waits for a decision.",
          "#/publications", "bindery publish s3://",
          "#/dead-letters", "No dead letters.",
          "#/trace", "Paste the address of a file.");

  @Test
  void aNewcomerIsToldHowToUploadAFirstFolder(ConsoleStand stand) {
    try (var visit = stand.visit()) {
      var page = visit.open("#/");
      assertThat(page.locator(".first h2")).hasText("Upload a first folder");
      assertThat(page.locator(".first pre"))
          .hasText(
              Pattern.compile(
                  "^AWS_ACCESS_KEY_ID=local .*us-east-1 aws s3 cp --recursive ./my-folder s3://lab/my-team/my-folder/ --endpoint-url http.*"));
      assertThat(page.locator(".calm")).containsText("Nothing needs you");
      visit.reachable(page);
      for (boolean dark : new boolean[] {false, true}) {
        visit.look(page, 1280, 900, dark);
        visit.accessible(page);
        visit.picture(page, dark ? "dark-empty" : "light-empty");
      }
      visit.look(page, 320, 640, false);
      visit.fits(page);
      visit.large(page);
      visit.picture(page, "narrow-empty");
      WORDS.forEach(
          (place, words) -> {
            visit.go(page, place);
            assertThat(page.locator("main")).containsText(words);
          });
    }
  }
}
