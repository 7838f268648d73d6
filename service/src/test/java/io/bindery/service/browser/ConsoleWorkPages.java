package io.bindery.service.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.options.AriaRole;
import io.bindery.service.http.ServiceFixture;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages of packages and of what is set, in a browser, with real packages below them. */
abstract class ConsoleWorkPages {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HOSTILE = ConsoleStand.HOSTILE.replace("/", "|");
  private static final String FOLDER = "work/" + HOSTILE + "/";

  private static String job;
  private static String held;
  private static String hostile;
  private static String suggestion;
  private static String publication;
  private static ServiceFixture fixture;

  @BeforeAll
  static void seed(ConsoleStand stand) {
    fixture = stand.fixture();
    fixture.put(
        "lab",
        ".quilt/workflows/config.yml",
        """
        version: "1"
        is_workflow_required: false
        workflows: {qc: {name: QC, metadata_schema: run}}
        schemas: {run: {url: "s3://lab/run-schema.json"}}
        """);
    fixture.put("lab", "run-schema.json", "{\"type\": \"object\", \"required\": [\"operator\"]}");
    stand.send(
        "PUT",
        "buckets/lab/package-policies",
        """
        {"policies": [
          {"prefix": "held/", "quarantine": "held", "workflow": "qc", "metadata": {"run": "%s"}},
          {"prefix": "suggest/", "package": "suggest", "metadata": {"run": "{segment.2}", "note": "%s"}}]}
        """
            .formatted(HOSTILE, HOSTILE));
    file("work/run-1/README.md", "# Run 1\n\nIt went *well*.\n\n" + ConsoleStand.HOSTILE + "\n");
    file("work/run-1/counts.csv", "gene,count\n" + ConsoleStand.HOSTILE + ",7\n");
    file("work/run-1/deep/a/b/c.txt", "hello");
    fixture
        .aws
        .s3()
        .putObject(
            r -> r.bucket("lab").key("work/run-1/plate.png"),
            software.amazon.awssdk.core.async.AsyncRequestBody.fromBytes(picture()))
        .join();
    file(
        "work/run-1/quilt_summarize.json",
        "[[{\"path\": \"plate.png\", \"title\": \"Plate 7\"}, {\"path\": \"counts.csv\", \"title\": \"%s\", \"description\": \"%s\"}]]"
            .formatted(HOSTILE, HOSTILE));
    file(FOLDER + HOSTILE + ".txt", ConsoleStand.HOSTILE);
    file("held/run-7/a.txt", "x");
    file("suggest/run-3/a.txt", "x");
    job =
        stand.packaged(
            """
            {"source_prefix": "s3://lab/work/run-1/", "package_name": "work/run-1", "commit_message": "%s",
             "metadata": {"operator": "%s", "lanes": [1, 2, {"flowcell": "A"}], "empty": {}}}
            """
                .formatted(HOSTILE, HOSTILE));
    hostile =
        stand.packaged(
            "{\"source_prefix\": \"s3://lab/%s\", \"package_name\": \"work/hostile\"}"
                .formatted(FOLDER));
    held =
        stand.packaged(
            "{\"source_prefix\": \"s3://lab/held/run-7/\", \"package_name\": \"held/run-7\"}");
    fixture.send("packager", "{\"source_prefix\": \"s3://lab/suggest/run-3/\"}");
    await().atMost(PATIENCE).until(() -> stand.get("suggestions").body().contains("suggestion_id"));
    suggestion = ConsoleStand.id(stand.get("suggestions").body(), "suggestion_id");
    publication =
        ConsoleStand.id(
            stand
                .send(
                    "POST",
                    "publications",
                    "{\"dataset_id\": \"%s\", \"asset_list\": [{\"Bucket\": \"nowhere\", \"Key\": \"a/\"}]}"
                        .formatted(HOSTILE))
                .body(),
            "publication_id");
    await()
        .atMost(PATIENCE)
        .until(() -> stand.get("publications/" + publication).body().contains("refused"));
    stand.upload("work/run-1/reads.bam", "work/run-2/reads.bam");
  }

  private static byte[] picture() {
    try {
      var image =
          new java.awt.image.BufferedImage(240, 120, java.awt.image.BufferedImage.TYPE_INT_RGB);
      for (int x = 0; x < 240; x++) {
        for (int y = 0; y < 120; y++) {
          image.setRGB(x, y, (x << 16) | ((y * 2) << 8) | 128);
        }
      }
      var out = new java.io.ByteArrayOutputStream();
      javax.imageio.ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void file(String key, String content) {
    fixture.put("lab", key, content);
  }

  private static List<String> places() {
    return List.of(
        "#/packages",
        "#/packages/lab/work/run-1",
        "#/packages/lab/work/run-1?tab=files",
        "#/packages/lab/work/run-1?tab=files&file=plate.png",
        "#/packages/lab/work/run-1?tab=files&file=counts.csv",
        "#/packages/lab/work/run-1?tab=metadata",
        "#/packages/lab/work/run-1?tab=revisions",
        "#/packages/lab/work/run-1?tab=get",
        "#/packages/lab/work/run-1?tab=verify",
        "#/packages/lab/work/hostile?tab=files",
        "#/jobs",
        "#/job/" + job,
        "#/job/" + held,
        "#/job/" + hostile,
        "#/quarantine",
        "#/suggestions",
        "#/suggestion/" + suggestion,
        "#/sources",
        "#/sources/health-omics",
        "#/sources/lims",
        "#/buckets",
        "#/buckets/lab",
        "#/buckets/lab?tab=try",
        "#/buckets/lab?tab=history",
        "#/buckets/lab?tab=packages",
        "#/publications",
        "#/publication/" + publication);
  }

  @Test
  void everyPageIsForEveryone(ConsoleStand stand) {
    // A source that is not there yet is asked for, before its rule is written.
    try (var visit = stand.visit().allowing("sources/lims")) {
      var page = visit.open("#/jobs");
      for (var place : places()) {
        visit.look(page, 1280, 900, false);
        visit.go(page, place);
        var name = place.replaceAll("[0-9a-f]{32}", "1").replaceAll("[^a-z]+", "-");
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

  @Test
  void textsOfUploadersAreTexts(ConsoleStand stand) {
    try (var visit = stand.visit()) {
      var page = visit.open("#/jobs");
      for (var place :
          List.of(
              "#/packages/lab/work/run-1",
              "#/packages/lab/work/run-1?tab=metadata",
              "#/packages/lab/work/run-1?tab=files&file=counts.csv",
              "#/packages/lab/work/hostile?tab=files",
              "#/suggestion/" + suggestion,
              "#/buckets/lab?tab=packages",
              "#/publication/" + publication)) {
        visit.go(page, place);
        if (!place.contains("tab=packages")) {
          assertThat(page.locator("main")).containsText("onerror=window.hit=1");
        }
        assertThat(page.locator("main img[src=x], main script")).hasCount(0);
      }
    }
  }

  /** Who is slower sees what differs, loses nothing, and decides. */
  @Test
  void twoWhoChangeAPolicyAtOnceAreTold(ConsoleStand stand) {
    try (var visit = stand.visit().allowing("412")) {
      var page = visit.open("#/buckets/lab?tab=policy");
      var text = page.getByLabel("The policy as JSON");
      text.fill("{\"trigger\": {\"count\": 0}}");
      assertThat(page.locator("form.editor")).containsText("whole number");
      text.fill("{\"prefix-depth\": 2, \"trigger\": {\"count\": 777, \"quiet\": \"2 hours\"}}");
      assertThat(page.locator("form.editor")).containsText("It can be set");
      stand.send(
          "PUT",
          "buckets/lab/policy",
          "{\"prefix-depth\": 2, \"trigger\": {\"count\": 888, \"quiet\": \"2 hours\"}}",
          "X-Bindery-Actor",
          "bob");
      page.getByRole(AriaRole.BUTTON, named("Set it")).click();
      assertThat(page.locator(".conflict")).containsText("bob");
      assertThat(page.locator(".conflict .del")).containsText(Pattern.compile("888"));
      assertThat(page.locator(".conflict .ins")).containsText(Pattern.compile("777"));
      page.getByRole(AriaRole.BUTTON, named("Set mine over it")).click();
      assertThat(page.locator(".conflict")).hasCount(0);
      assertThat(text).hasValue(Pattern.compile("777"));
    }
  }

  private static com.microsoft.playwright.Page.GetByRoleOptions named(String name) {
    return new com.microsoft.playwright.Page.GetByRoleOptions().setName(name);
  }

  /** The tester says which field does not match. */
  @Test
  void anEventIsTriedOnASource(ConsoleStand stand) {
    try (var visit = stand.visit()) {
      var page = visit.open("#/sources/health-omics");
      page.getByRole(AriaRole.BUTTON, named("Test")).click();
      assertThat(page.locator("main")).containsText("It matches and asks for package");
      var event =
          page.getByLabel(
              "Event", new com.microsoft.playwright.Page.GetByLabelOptions().setExact(true));
      event.fill(event.inputValue().replace("aws.omics", "aws.other"));
      page.getByRole(AriaRole.BUTTON, named("Test")).click();
      assertThat(page.locator("main tbody th code").first()).containsText("source");
    }
  }
}
