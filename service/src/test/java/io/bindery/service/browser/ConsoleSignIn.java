package io.bindery.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.bindery.service.access.Secrets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The console of a service that has tokens: nothing is shown before, and what is offered is what
 * the role allows.
 */
abstract class ConsoleSignIn {
  private static final String TOKEN = "a token of a viewer, long enough";

  /** The last part of all: the service keeps its tokens. */
  @BeforeAll
  static void restart(ConsoleStand stand) {
    stand.upload("signed/run-1/a");
    seed(stand);
    stand.restart(
        "bindery.http.tokens = [\"ada viewer %s\"]".formatted(Secrets.hash(TOKEN)), () -> {});
  }

  /** Something for each page that has orders. */
  private static void seed(ConsoleStand stand) {
    var fixture = stand.fixture();
    fixture.put("lab", "viewed/run-1/a.txt", "a");
    fixture.put("asked", "viewed/run-1/a.txt", "a");
    stand.packaged(
        "{\"source_prefix\": \"s3://lab/viewed/run-1/\", \"package_name\": \"viewed/run-1\"}");
    fixture.send("packager", "{\"source_prefix\": \"s3://asked/viewed/run-1/\"}");
    fixture.send("notices", "{\"viewed\": \"by ada\"}");
    stand.send(
        "POST",
        "publications",
        "{\"dataset_id\": \"%s\", \"asset_list\": [{\"Bucket\": \"lab\", \"Key\": \"viewed/\"}]}"
            .formatted(fixture.dataSet()));
    stand.until("suggestions", "viewed");
    stand.until("dead-letters?queue=router", "by ada");
    stand.until("publications?state=published", "publication_id");
  }

  @Test
  void aViewerSignsInLooksAndSignsOut(ConsoleStand stand) {
    try (var visit = stand.visit().allowing("401")) {
      var page = visit.open("#/live");
      assertThat(page.locator("main h1")).hasText("Bindery");
      visit.accessible(page);
      signIn(page, "not a token of this service");
      assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
      signIn(page, TOKEN);
      // It goes on where it was meant to go.
      assertThat(page.locator("main h1")).hasText("Live");
      assertThat(page.locator("main")).containsText("signed/run-1/");
      assertThat(page.locator(".who")).containsText("ada · viewer");
      assertThat(page.getByText("Flush")).hasCount(0);
      assertThat((String) page.evaluate("() => document.cookie + JSON.stringify(localStorage)"))
          .doesNotContain(TOKEN);
      page.getByText("Sign out").click();
      assertThat(page.locator("main h1")).hasText("Bindery");
      assertThat(page.locator("body")).not().containsText("signed/run-1/");
    }
  }

  /** Who may not give orders is offered none; what is offered is done. */
  @Test
  void aViewerIsOfferedNothingThatIsRefused(ConsoleStand stand) {
    // A package that has neither is asked for both.
    try (var visit = stand.visit().allowing("401").allowing("/readme").allowing("/summary")) {
      var page = visit.open("#/live");
      signIn(page, TOKEN);
      assertThat(page.locator(".who")).containsText("viewer");
      var refused = new ArrayList<String>();
      page.onResponse(
          answer -> {
            if (answer.status() == 403) {
              refused.add("%s by %s".formatted(answer.url(), page.url()));
            }
          });
      var seen = new LinkedHashSet<String>();
      var places = new ArrayDeque<>(List.of("#/"));
      while (!places.isEmpty()) {
        var place = places.remove();
        if (!seen.add(kind(place))) {
          continue;
        }
        visit.go(page, place);
        places.addAll(links(page));
        press(visit, page, place);
      }
      System.out.println("a viewer pressed all there is on " + seen);
      assertThat(seen)
          .contains("job/*", "suggestion/*", "publication/*", "sources/*", "buckets/*?tab=history")
          .contains("packages/*/*/*?tab=verify", "dead-letters/*/*", "batch/*/*", "audit");
      assertThat(refused).isEmpty();
      assertThat(page.locator(".toast.bad")).hasCount(0);
    }
  }

  /** Pages of one kind differ by what they are about. */
  private static String kind(String place) {
    var tab = Pattern.compile("[?&](tab=[a-z-]+)").matcher(place);
    var path = place.replaceFirst("^#/", "").replaceFirst("\\?.*", "");
    return path.replaceAll("/[^/]+", "/*") + (tab.find() ? "?" + tab.group(1) : "");
  }

  @SuppressWarnings("unchecked")
  private static List<String> links(Page page) {
    return (List<String>)
        page.evaluate(
            "() => [...document.querySelectorAll('a[href^=\"#/\"]')].map(it => it.getAttribute('href'))");
  }

  /** Presses each button, and agrees to what it asks. */
  private static void press(Visit visit, Page page, String place) {
    for (int i = 0; ; i++) {
      var buttons = page.locator("main button:enabled:visible");
      if (i >= buttons.count()) {
        return;
      }
      buttons.nth(i).click();
      var dialog = page.getByRole(AriaRole.DIALOG);
      if (dialog.count() > 0) {
        for (var field : dialog.locator("input, textarea").all()) {
          field.fill("ten letters or more");
        }
        dialog.locator("button[type=submit]").click();
      }
      visit.go(page, place);
    }
  }

  private static void signIn(Page page, String token) {
    page.getByLabel("Access token").fill(token);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
  }
}
