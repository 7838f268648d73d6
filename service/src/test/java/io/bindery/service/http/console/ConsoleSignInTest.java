package io.bindery.service.http.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The console of a service that has tokens: nothing is shown before, and what is offered is what
 * the role allows.
 */
@ExtendWith(ConsoleExtension.class)
class ConsoleSignInTest {
  private static final String TOKEN = "a token of a viewer, long enough";

  private static String tokens() {
    var hash = ConsoleFiles.sha256().digest(TOKEN.getBytes(StandardCharsets.UTF_8));
    return "bindery.http.tokens = [\"ada viewer %s\"]".formatted(HexFormat.of().formatHex(hash));
  }

  @Test
  void aViewerSignsInLooksAndSignsOut(ConsoleStand stand) {
    stand.upload("signed/run-1/a");
    stand.restart(tokens(), () -> {});
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
    } finally {
      stand.restart(() -> {});
    }
  }

  private static void signIn(Page page, String token) {
    page.getByLabel("Access token").fill(token);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
  }
}
