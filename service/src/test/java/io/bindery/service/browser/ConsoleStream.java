package io.bindery.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.bindery.service.http.ServiceFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The console in motion: what happens moves its pages, in all tabs, for days, and after an outage.
 */
abstract class ConsoleStream {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FEED =
      """
      INSERT INTO change_feed (type, bucket, prefix, doc)
      SELECT 'batch', 'lab', 'fed/run-1/', format('{"v":1,"type":"batch","event":"progress","state":"open","at":"2026-11-30T00:00:00Z",'
        || '"bucket":"lab","prefix":"fed/run-1/","files":%%s,"bytes":%%s}', n, n)
      FROM generate_series(%d, %d) n
      """;

  /** The cell that counts the files of a folder. */
  private static Locator files(Page page, String folder) {
    return page.locator("tr", new Page.LocatorOptions().setHasText(folder))
        .locator("td")
        .nth(1)
        .locator("div");
  }

  private static double followers(ConsoleStand stand) {
    return stand
        .fixture()
        .get(stand.address().resolve("/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith("bindery_feed_followers "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sevenTabsMoveByOneStream(ConsoleStand stand) {
    stand.upload("tabs/run-1/a");
    try (var visit = stand.visit()) {
      var tabs = new ArrayList<Page>();
      for (int i = 0; i < 7; i++) {
        tabs.add(visit.open("#/live?prefix=tabs/"));
      }
      await().atMost(PATIENCE).until(() -> followers(stand) == 1);
      stand.upload("tabs/run-1/b");
      for (var tab : tabs) {
        assertThat(files(tab, "tabs/run-1/")).hasText("2");
      }
      double took =
          Visit.number(
              tabs.get(6),
              "async () => { const began = performance.now(); await (await fetch('api/v1/version')).json(); return performance.now() - began }");
      assertThat(took).isLessThan(1_000);
      // Who read for all is gone; another does.
      tabs.remove(0).close();
      stand.upload("tabs/run-1/c");
      for (var tab : tabs) {
        assertThat(files(tab, "tabs/run-1/")).hasText("3");
      }
      await().atMost(PATIENCE).until(() -> followers(stand) == 1);
    }
  }

  /** As at an address without TLS, where browsers have neither locks nor a clipboard for pages. */
  @Test
  void withoutLocksAndClipboardItWorksAsWell(ConsoleStand stand) {
    stand.upload("plain/run-1/a");
    try (var visit = stand.visit()) {
      visit
          .context()
          .addInitScript(
              "for (const it of ['locks', 'clipboard']) Object.defineProperty(Navigator.prototype, it, {value: undefined})");
      var tabs = List.of(visit.open("#/live?prefix=plain/"), visit.open("#/live?prefix=plain/"));
      await().atMost(PATIENCE).until(() -> followers(stand) == 1);
      stand.upload("plain/run-1/b");
      for (var tab : tabs) {
        assertThat(files(tab, "plain/run-1/")).hasText("2");
      }
      var page = tabs.get(1);
      page.bringToFront();
      visit.go(page, "#/batch/lab/plain%2Frun-1%2F");
      page.locator("main .copy").first().click();
      visit.go(page, "#/trace");
      page.locator("main input").first().focus();
      page.keyboard().press("Control+V");
      assertThat(page.locator("main input").first()).hasValue("s3://lab/plain/run-1/");
    }
  }

  @Test
  void whatHappenedWhileTheServiceWasAwayIsShown(ConsoleStand stand) {
    stand.upload("away/run-1/a");
    try (var visit = stand.visit().allowing("ERR_").allowing("503")) {
      var page = visit.open("#/live?prefix=away/");
      assertThat(files(page, "away/run-1/")).hasText("1");
      stand.restart(
          () -> {
            assertThat(page.locator(".stream")).hasText("connecting…");
            stand.fixture().send("notices", ServiceFixture.event("lab", "away/run-1/b"));
          });
      assertThat(files(page, "away/run-1/")).hasText("2");
      assertThat(page.locator(".stream")).hasText("live");
    }
  }

  /** A tab that nobody closes does not grow. */
  @Test
  void tenThousandEventsLeaveNoTrace(ConsoleStand stand) {
    stand.upload("fed/run-1/a");
    try (var visit = stand.visit()) {
      visit
          .context()
          .addInitScript(
              "window.seen = 0; new BroadcastChannel('bindery').onmessage = m => { window.seen += (m.data.events || []).length }");
      var page = visit.open("#/live?prefix=fed/");
      fed(stand, page, 1, 1_000);
      double before = heap(page);
      fed(stand, page, 1_001, 10_000);
      double after = heap(page);
      System.out.printf(
          "heap of a tab: %.1f MB, %.1f MB after 10,000 events%n", before / 1e6, after / 1e6);
      assertThat(after).isLessThan(2 * before);
    }
  }

  /** Tells the page of so many changes; the list says the same as the last of them. */
  private static void fed(ConsoleStand stand, Page page, int from, int to) {
    stand
        .fixture()
        .update("UPDATE open_batch SET files = %d WHERE prefix = 'fed/run-1/'".formatted(to));
    stand.fixture().update(FEED.formatted(from, to));
    page.waitForFunction("to => window.seen >= to", to);
    assertThat(files(page, "fed/run-1/")).hasText("%,d".formatted(to));
  }

  private static double heap(Page page) {
    return Visit.number(page, "() => { gc(); return performance.memory.usedJSHeapSize }");
  }

  /** The times of a service are told by its clock, whatever the browser's is. */
  @Test
  void aWrongClockOfTheBrowserChangesNoCountdown(ConsoleStand stand) {
    stand.upload("clock/run-1/a");
    try (var visit = stand.visit()) {
      visit
          .context()
          .addInitScript("{ const now = Date.now; Date.now = () => now() + 3 * 3600e3 }");
      var page = visit.open("#/live?prefix=clock/");
      assertThat(page.locator(".countdown").first()).containsText("1 h 59 min");
    }
  }

  @Test
  void hiddenTabsLetGo(ConsoleStand stand) {
    stand.upload("hidden/run-1/a");
    try (var visit = stand.visit()) {
      var page = visit.open("#/live?prefix=hidden/");
      await().atMost(PATIENCE).until(() -> followers(stand) == 1);
      page.evaluate(
          "() => { Object.defineProperty(document, 'hidden', {value: true, configurable: true}); document.dispatchEvent(new Event('visibilitychange')) }");
      await().atMost(PATIENCE).until(() -> followers(stand) == 0);
      stand.upload("hidden/run-1/b");
      page.evaluate(
          "() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')) }");
      assertThat(files(page, "hidden/run-1/")).hasText("2");
    }
  }

  @Test
  void aHundredThousandRowsAreReadInParts(ConsoleStand stand) {
    stand
        .fixture()
        .update(
            """
        INSERT INTO open_batch (entity_id, bucket, prefix, files, bytes, first_event_time, last_event_time, due_at, wake_at)
        SELECT 'many-' || n, 'lab', 'many/run-' || lpad(n::text, 6, '0') || '/', n, n, now(), now(), now() + interval '1 day', now() + interval '1 day'
        FROM generate_series(1, 100000) n
        """);
    try (var visit = stand.visit()) {
      var page = visit.open("#/live?prefix=many/&order=prefix");
      assertThat(page.locator("main tbody tr")).hasCount(100);
      for (int shown = 200; shown <= 500; shown += 100) {
        page.locator(".more button").click();
        assertThat(page.locator("main tbody tr")).hasCount(shown);
      }
      page.locator(".more button").click();
      assertThat(page.locator("main tbody")).containsText("many/run-000600/");
      assertThat(page.locator("main tbody tr")).hasCount(500);
      page.locator("main .note button").click();
      assertThat(page.locator("main tbody tr").first()).containsText("many/run-000001/");
    } finally {
      stand.fixture().update("DELETE FROM open_batch WHERE entity_id LIKE 'many-%'");
    }
  }
}
