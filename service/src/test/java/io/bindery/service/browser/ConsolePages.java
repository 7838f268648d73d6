package io.bindery.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every page of the console, in a browser: for every eye and hand, on every width, with hostile
 * texts.
 */
abstract class ConsolePages {
  private static final String HOSTILE_FOLDER =
      "hostile/" + ConsoleStand.HOSTILE.replace("</script>", "<|script>") + "/";

  /** One place of each page. */
  private static final List<String> PLACES =
      List.of(
          "#/",
          "#/live",
          "#/batch/lab/" + encoded("sequencing/run-1/"),
          "#/batch/lab/" + encoded(HOSTILE_FOLDER),
          "#/trace",
          "#/trace?uri=" + encoded("s3://lab/sequencing/run-1/reads.bam"),
          "#/dead-letters",
          "#/dead-letters?queue=packager",
          "#/system",
          "#/audit",
          "#/nowhere");

  @BeforeAll
  static void seed(ConsoleStand stand) {
    stand.upload(
        "sequencing/run-1/reads.bam",
        "sequencing/run-1/reads.bai",
        "sequencing/run-2/a.fastq",
        "imaging/plate-7/a1.tif",
        HOSTILE_FOLDER + "x");
    var fixture = stand.fixture();
    fixture.put("lab", "sequencing/run-1/reads.bam", "xxxxx");
    fixture.put("lab", "done/run-9/a.txt", "hello");
    fixture.send(
        "packager",
        "{\"source_prefix\": \"s3://lab/done/run-9/\", \"registry\": \"lab\", \"package_name\": \"done/run-9\"}");
    fixture.send(
        "packager",
        "{\"source_prefix\": \"s3://lab/a/\", \"colour\": \"%s\"}".formatted(ConsoleStand.HOSTILE));
    fixture.send("notices", "{\"hello\": \"%s\"}".formatted(ConsoleStand.HOSTILE));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                fixture.get(stand.api("dead-letters?queue=packager")).body().contains("colour")
                    && fixture.get(stand.api("dead-letters?queue=router")).body().contains("hello")
                    && fixture.get(stand.api("packages/jobs")).body().contains("top_hash"));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Test
  void everyPageIsForEveryone(ConsoleStand stand) {
    try (var visit = stand.visit()) {
      var page = visit.open("#/");
      for (var place : PLACES) {
        visit.look(page, 1280, 900, false);
        visit.go(page, place);
        var name = place.replaceAll("[^a-z]+", "-");
        visit.accessible(page);
        visit.picture(page, "light" + name);
        visit.reachable(page);
        visit.look(page, 1280, 900, true);
        visit.accessible(page);
        visit.picture(page, "dark" + name);
        visit.look(page, 1920, 1000, false);
        visit.fits(page);
        visit.look(page, 320, 640, false);
        visit.fits(page);
        visit.large(page);
        visit.picture(page, "narrow" + name);
      }
    }
  }

  /** The description of the API is a page as well. */
  @Test
  void thePageOfTheApiIsForEveryone(ConsoleStand stand) {
    try (var visit = stand.visit()) {
      var page = visit.context().newPage();
      page.navigate(stand.address() + "/api");
      page.waitForFunction("() => document.querySelectorAll('main details').length > 50");
      assertThat(page.locator("#state")).hasCount(0);
      page.locator("main details summary").first().press("Enter");
      for (boolean dark : new boolean[] {false, true}) {
        visit.look(page, 1280, 900, dark);
        visit.accessible(page);
      }
      for (int width : new int[] {1920, 320}) {
        visit.look(page, width, 900, false);
        visit.fits(page);
      }
      visit.large(page);
      page.getByLabel("Search").fill("explain");
      assertThat(page.locator("main details:visible")).not().hasCount(0);
      visit.accessible(page);
    }
  }

  /** A job that failed is the first thing that a person sees. */
  @Test
  void whatFailedIsOnTheFirstPage(ConsoleStand stand) {
    var job =
        stand.packaged(
            """
            {"source_prefix": "s3://lab/failed/run-1/", "package_name": "failed/run-1", "workflow": "nowhere"}
            """);
    stand.until("packages/jobs/" + job, "\"failed\"");
    try (var visit = stand.visit()) {
      var page = visit.open("#/");
      assertThat(page.locator(".wants-list a[href*=jobs]")).containsText("job");
      assertThat(page.locator(".wants-list a[href*=jobs]"))
          .containsText("failed in the last 7 days");
    }
  }

  /** Numbers are for people, however small or large. */
  @Test
  void numbersAreWrittenInWords(ConsoleStand stand) {
    try (var visit = stand.visit()) {
      var page = visit.open("#/");
      var written =
          page.evaluate(
              """
              () => import(document.querySelector('script[type=module][src]').src.replace('app.js', 'lib/ui.js')).then(ui => [
                ui.millis(0), ui.millis(0.0000123), ui.millis(0.00072), ui.millis(0.0099), ui.millis(0.72), ui.millis(720), ui.millis(7.2e8), ui.millis(undefined),
                ui.bytes(0), ui.bytes(999), ui.bytes(7.2e2), ui.bytes(1536), ui.bytes(7.2e12), ui.bytes(9e21), ui.bytes(null),
                ui.count(0), ui.count(7.2e2), ui.count(1234567), ui.count(9e15), ui.count(undefined),
                ui.duration(0), ui.duration(0.4), ui.duration(59.6), ui.duration(90061), ui.duration(1e9)].join('; '))
              """);
      assertThat((String) written)
          .isEqualTo(
              "0.0 ms; 0.0 ms; 0.7 ms; 9.9 ms; 720 ms; 720,000 ms; 720,000,000,000 ms; –; "
                  + "0 B; 999 B; 720 B; 1.54 kB; 7.2 TB; 9,000,000 PB; –; "
                  + "0; 720; 1,234,567; 9,000,000,000,000,000; –; "
                  + "0 s; 0 s; 1 min; 1 d 1 h; 11,574 d 1 h");
    }
  }

  @Test
  void textsOfUploadersAreTexts(ConsoleStand stand) {
    try (var visit = stand.visit()) {
      var page = visit.open("#/");
      for (var place :
          List.of(
              "#/",
              "#/live",
              "#/batch/lab/" + encoded(HOSTILE_FOLDER),
              "#/dead-letters",
              "#/dead-letters?queue=packager",
              "#/trace?uri=" + encoded("s3://lab/" + HOSTILE_FOLDER + "x"))) {
        visit.go(page, place);
        assertThat(page.locator("main")).containsText("onerror=window.hit=1");
        assertThat(page.locator("main img, main script")).hasCount(0);
      }
      page.locator("main").getByRole(AriaRole.SEARCHBOX).first().fill(ConsoleStand.HOSTILE);
    }
  }

  @Test
  void filesAreKeptForEverAndNothingElseIsThere(ConsoleStand stand) {
    var fixture = stand.fixture();
    var page = fixture.get(stand.address().resolve("/"));
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    var tag = page.headers().firstValue("ETag").orElseThrow();
    assertThat(fixture.get(stand.address().resolve("/"), "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    var folder = page.body().replaceAll("(?s).*src=\"(console/[0-9a-f]+/)app.js\".*", "/$1");
    var script = fixture.get(stand.address().resolve(folder + "lib/ui.js"));
    assertThat(script.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    assertThat(script.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/javascript");
    assertThat(script.headers().firstValue("Content-Encoding")).isEmpty();
    var small =
        fixture.get(stand.address().resolve(folder + "lib/ui.js"), "Accept-Encoding", "br, gzip");
    assertThat(small.headers().firstValue("Content-Encoding")).hasValue("gzip");
    var refused =
        fixture.get(stand.address().resolve(folder + "lib/ui.js"), "Accept-Encoding", "gzip;q=0");
    assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
    // While nodes of two versions answer.
    var other = fixture.get(stand.address().resolve("/console/0123/app.js"));
    assertThat(other.headers().firstValue("Cache-Control")).hasValue("no-cache");
    for (var none : List.of("index.html", "vendor/SHA256SUMS.txt", "lib/..%2Fapp.js", "none.js")) {
      assertThat(fixture.get(stand.address().resolve(folder + none)).statusCode())
          .as(none)
          .isEqualTo(404);
    }
  }

  /** From the first key to an answer, without a mouse. */
  @Test
  void theKeyboardReachesWhatAMouseDoes(ConsoleStand stand) {
    try (var visit = stand.visit()) {
      var page = visit.open("#/live");
      page.keyboard().press("Tab");
      assertThat(page.locator(":focus")).hasText("Skip to the content");
      page.keyboard().press("Enter");
      assertThat(page.locator("main")).isFocused();
      until(page, "Why? lab/imaging/plate-7/");
      page.keyboard().press("Enter");
      assertThat(page.locator("#why")).containsText("quiet");
      assertThat(page.locator(":focus")).hasAttribute("aria-expanded", "true");
      until(page, "Flush lab/imaging/plate-7/");
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
      page.keyboard().press("Escape");
      assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
      assertThat(page.locator(":focus")).hasAttribute("aria-label", "Flush lab/imaging/plate-7/");
      // A page that is gone to is read from its heading on.
      visit.go(page, "#/trace");
      assertThat(page.locator("main h1")).isFocused();
    }
  }

  /** Goes on until a control of this name is reached; each that is passed shows that it is. */
  private static void until(Page page, String name) {
    for (int i = 0; i < 200; i++) {
      page.keyboard().press("Tab");
      var at =
          (String)
              page.evaluate(
                  """
                  () => { const it = document.activeElement, s = getComputedStyle(it);
                    return it === document.body ? '' : s.outlineStyle === 'none' ? 'no outline: ' + it.outerHTML : it.getAttribute('aria-label') || '' }
                  """);
      assertThat(at).doesNotStartWith("no outline");
      if (at.equals(name)) {
        return;
      }
    }
    throw new AssertionError("no way by keyboard to " + name);
  }
}
