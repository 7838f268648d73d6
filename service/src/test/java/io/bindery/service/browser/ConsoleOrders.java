package io.bindery.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Orders that are given in the pages, by keyboard, and what becomes of them. */
abstract class ConsoleOrders {
  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Presses a button of the page, and the one of the same or another name in the dialog. */
  private static void order(Page page, String name, String agreed) {
    button(page, name).press("Enter");
    var dialog = page.getByRole(AriaRole.DIALOG);
    dialog
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(agreed).setExact(true))
        .press("Enter");
    assertThat(dialog).hasCount(0);
  }

  private static void told(Page page, String words) {
    assertThat(page.locator(".toasts")).containsText(words);
  }

  @Test
  void aSuggestionIsEditedAndAccepted(ConsoleStand stand) {
    stand.fixture().put("asked", "orders/run-1/a.txt", "a");
    stand.fixture().send("packager", "{\"source_prefix\": \"s3://asked/orders/run-1/\"}");
    stand.until("suggestions", "orders/run-1");
    try (var visit = stand.visit()) {
      var page = visit.open("#/suggestions");
      page.locator("main tr", new Page.LocatorOptions().setHasText("asked/orders/run-1/"))
          .locator("th a")
          .press("Enter");
      page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true))
          .fill("as the scientist wrote it");
      button(page, "Keep the edit").press("Enter");
      told(page, "It is edited");
      assertThat(page.locator(".facts")).containsText("as the scientist wrote it");
      assertThat(page.locator("main")).containsText("Who did what");
      // Until the folder was looked at again, nobody can accept.
      assertThat(button(page, "Accept")).isEnabled();
      order(page, "Accept", "Accept");
      told(page, "It is accepted");
      page.getByText("Look at it").press("Enter");
      assertThat(page.locator("main .sub")).containsText("done");
      assertThat(page.locator(".facts")).containsText("Look into it");
    }
  }

  @Test
  void aJobIsRetriedOnceItsCauseIsMended(ConsoleStand stand) {
    stand.fixture().put("lab", "orders/run-2/a.txt", "a");
    var failed =
        stand.packaged(
            """
            {"source_prefix": "s3://lab/orders/run-2/", "package_name": "orders/run-2",
             "metadata_uri": "s3://lab/orders/meta.json"}
            """);
    try (var visit = stand.visit()) {
      var page = visit.open("#/job/" + failed);
      assertThat(page.locator("main .sub")).containsText("failed");
      assertThat(page.locator("main")).containsText("What to do: Look whether the bucket");
      stand.fixture().put("lab", "orders/meta.json", "{\"run\": 2}");
      order(page, "Retry", "Retry");
      told(page, "It is tried again.");
      assertThat(page).not().hasURL(Pattern.compile(failed));
      assertThat(page.locator("main .sub")).containsText("done");
      visit.go(page, "#/job/" + failed);
      assertThat(page.locator(".facts")).containsText("Done again as");
    }
  }

  @Test
  void aJobThatWaitsForARightIsCancelled(ConsoleStand stand) {
    stand.fixture().put("lab", "orders/run-3/a.txt", "a");
    stand.fixture().faults().refuse("ListObjectVersions", 403, "AccessDenied");
    try (var visit = stand.visit()) {
      var job =
          ConsoleStand.id(
              stand
                  .send("POST", "packages", "{\"source_prefix\": \"s3://lab/orders/run-3/\"}")
                  .body(),
              "job_id");
      stand.until("packages/jobs/" + job, "no-right");
      var page = visit.open("#/job/" + job);
      assertThat(page.locator("main")).containsText("Give the role of Bindery the right");
      order(page, "Cancel the job", "Cancel the job");
      told(page, "It is cancelled.");
      assertThat(page.locator("main .sub")).containsText("cancelled");
      assertThat(button(page, "Retry")).isVisible();
    } finally {
      stand.fixture().faults().clear();
    }
  }

  @Test
  void twoRevisionsAreCompared(ConsoleStand stand) {
    var asked =
        "{\"source_prefix\": \"s3://lab/orders/run-4/\", \"package_name\": \"orders/run-4\"}";
    stand.fixture().put("lab", "orders/run-4/same.txt", "same");
    stand.fixture().put("lab", "orders/run-4/other.txt", "before");
    stand.packaged(asked);
    stand.fixture().put("lab", "orders/run-4/other.txt", "after that");
    stand.fixture().put("lab", "orders/run-4/new.txt", "new");
    stand.packaged(asked);
    try (var visit = stand.visit()) {
      var page = visit.open("#/packages/lab/orders/run-4?tab=revisions");
      page.getByText("What differs").press("Enter");
      assertThat(page.locator("main tbody tr")).hasCount(2);
      assertThat(page.locator("main tbody"))
          .containsText(Pattern.compile("new\\.txt.*\\+ added.*other\\.txt.*~ other content"));
      visit.accessible(page);
    }
  }

  @Test
  void aPolicyIsTriedBeforeItIsSet(ConsoleStand stand) {
    stand.upload("tried/run-5/a", "tried/run-6/a");
    try (var visit = stand.visit()) {
      var page = visit.open("#/buckets/lab");
      page.getByLabel("The policy as JSON")
          .fill("{\"prefix-depth\": 2, \"trigger\": {\"count\": 1}}");
      assertThat(page.locator("form.editor")).containsText("It can be set");
      page.getByText("Dry run").press("Enter");
      assertThat(page.locator("main")).containsText("Tries the policy as it stands");
      page.getByLabel("Only below").fill("tried/");
      button(page, "Try it").press("Enter");
      assertThat(page.locator("main")).containsText("This policy would have made 2 batches");
      assertThat(page.locator(".timeline rect")).not().hasCount(0);
      assertThat(page.locator("main tbody tr")).hasCount(2);
      assertThat(stand.get("buckets/lab").body()).doesNotContain("\"count\":1,");
      visit.accessible(page);
    }
  }

  @Test
  void aDeadLetterIsChosenAndSentBack(ConsoleStand stand) {
    stand.fixture().send("notices", "{\"orders\": \"send me back\"}");
    stand.until("dead-letters?queue=router", "send me back");
    try (var visit = stand.visit()) {
      var page = visit.open("#/dead-letters");
      page.locator("main tr", new Page.LocatorOptions().setHasText("send me back"))
          .getByRole(AriaRole.CHECKBOX)
          .press("Space");
      order(page, "Redrive 1…", "Redrive");
      told(page, "Redrove 1 of 1.");
      stand.until("dead-letters/orders", "redrive");
      // It can be handled no more than before.
      stand.until("dead-letters?queue=router", "send me back");
    }
  }

  @Test
  void aPublicationIsRevoked(ConsoleStand stand) {
    var fixture = stand.fixture();
    fixture.put("lab", "orders/out/a.txt", "a");
    var publication =
        ConsoleStand.id(
            stand
                .send(
                    "POST",
                    "publications",
                    "{\"dataset_id\": \"%s\", \"asset_list\": [{\"Bucket\": \"lab\", \"Key\": \"orders/out/\"}]}"
                        .formatted(fixture.dataSet()))
                .body(),
            "publication_id");
    stand.until("publications/" + publication, "\"published\"");
    try (var visit = stand.visit()) {
      var page = visit.open("#/publications?state=published");
      page.locator("main tbody th a").first().press("Enter");
      button(page, "Revoke it").press("Enter");
      var dialog = page.getByRole(AriaRole.DIALOG);
      var comment = dialog.getByLabel("Comment");
      comment.fill("short");
      comment.press("Tab");
      dialog.locator("button[type=submit]").press("Enter");
      // Subscribers read it: AWS wants ten characters.
      assertThat(dialog).isVisible();
      comment.fill("a file was wrong, a new revision comes");
      dialog.locator("button[type=submit]").press("Enter");
      told(page, "It is being revoked.");
      assertThat(page.locator("main .sub")).containsText("revoked");
      assertThat(page.locator("main")).containsText("Who ordered what");
      assertThat(stand.get("publications/" + publication).body()).contains("a file was wrong");
    }
  }
}
