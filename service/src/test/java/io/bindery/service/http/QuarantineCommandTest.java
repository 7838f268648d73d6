package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import io.bindery.service.cli.Bindery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The commands for packages in quarantine, against a service. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuarantineCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String NOBODY = "0".repeat(32);

  private static ServiceFixture fixture;
  private static BinderyService service;

  /** What a command printed, and how it ended. */
  private record Said(int code, String text) {}

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    for (var bucket : List.of("lab", "held", "prod")) {
      fixture.createBucket(bucket);
    }
    for (var bucket : List.of("lab", "prod")) {
      fixture.put(
          bucket,
          ".quilt/workflows/config.yml",
          """
          version: "1"
          default_workflow: qc
          workflows: {qc: {name: QC, metadata_schema: run}, free: {name: Free}}
          schemas: {run: {url: "s3://lab/run-schema.json"}}
          """);
    }
    fixture.put(
        "lab",
        "run-schema.json",
        "{\"type\": \"object\", \"required\": [\"run\", \"operator\"],"
            + " \"properties\": {\"run\": {\"type\": \"integer\"}}}");
    service =
        fixture.start(
            """
            bindery.packager {
              sources = [lab], registries = [lab, prod, held], sweep-interval = 500 ms
              policies = [{ bucket = lab, quarantine = held, metadata-files = [run.json] }]
            }
            """);
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  private static Said bindery(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--url=" + service.api().orElse(URI.create("http://127.0.0.1:1")));
    var out = new StringWriter();
    int code =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    System.out.printf("$ bindery %s   [%d]%n%s%n", String.join(" ", arguments), code, out);
    return new Said(code, out.toString());
  }

  private static JsonNode held(String name) throws IOException {
    var path = "/api/v1/quarantine?name=" + name;
    return JSON.readTree(fixture.get(service.api().orElseThrow().resolve(path)).body())
        .path("packages");
  }

  private static void hold(String name, String more) {
    fixture.put("lab", name + "/run.json", "{\"run\": \"x\"}");
    var asked = bindery("package", "s3://lab/" + name + "/", "--wait", more);
    assertThat(asked.code()).isEqualTo(1);
  }

  @Test
  @Order(1)
  void nothingIsThere() {
    assertThat(bindery("quarantine", "list"))
        .isEqualTo(new Said(0, "Nothing is in quarantine.%n".formatted()));
    assertThat(bindery("quarantine", "list", "--over"))
        .isEqualTo(new Said(0, "Nothing has come out of quarantine.%n".formatted()));
    assertThat(bindery("quarantine", "show", "a/b"))
        .isEqualTo(
            new Said(
                1,
                "bindery: No package a/b is in quarantine: bindery quarantine list shows those that are.%n"
                    .formatted()));
    assertThat(bindery("quarantine", "retry", NOBODY))
        .isEqualTo(new Said(1, "bindery: There is no such job.%n".formatted()));
    assertThat(bindery("quarantine").code()).isEqualTo(2);
    assertThat(bindery("quarantine", "dismiss", "a/b").text())
        .contains("Missing required option: '--reason=TEXT'");
  }

  @Test
  @Order(2)
  void whatIsThereIsListedAndShown() throws IOException {
    hold("runs/one", "--message=first");
    hold("runs/two", "--message=first");

    var list = bindery("quarantine", "list");
    assertThat(list.code()).isZero();
    var lines = list.text().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).matches("package +meant for +now in +since +errors");
    assertThat(lines.get(1)).matches("runs/two +lab +held +\\S+Z +2");
    assertThat(lines.get(2)).matches("runs/one +lab +held +\\S+Z +2");

    var show = bindery("quarantine", "show", "runs/one");
    assertThat(show.code()).isZero();
    assertThat(show.text())
        .contains("package    runs/one\nmeant for  s3://lab\nnow in     s3://held\n")
        .contains("made from  s3://lab/runs/one/\n")
        .contains("content    2 files, ")
        .contains("  metadata: required property 'operator' not found (Quilt: meta)\n")
        .contains("  metadata $.run: string found, integer expected (Quilt: meta/run)\n");
    var id = held("runs/one").path(0).path("job_id").asText();
    assertThat(show.text()).contains("job        " + id);
    assertThat(bindery("quarantine", "show", id)).isEqualTo(show);
    assertThat(bindery("quarantine", "list", "--registry=prod").text())
        .startsWith("Nothing is in quarantine.");
  }

  @Test
  @Order(3)
  void whatIsMendedComesOutByARetry() {
    var still = bindery("quarantine", "retry", "runs/one", "--wait");
    assertThat(still.code()).isEqualTo(1);
    assertThat(still.text())
        .contains(
            "The package breaks the rules of s3://lab and is in quarantine: runs/one in s3://held.")
        .contains("metadata $.run: string found, integer expected");

    fixture.put("lab", "runs/one/run.json", "{\"run\": 1, \"operator\": \"ada\"}");
    var good = bindery("quarantine", "retry", "runs/one", "--wait");
    assertThat(good.code()).isZero();
    assertThat(good.text()).contains("package   runs/one in s3://lab", "new       1 file");

    await()
        .atMost(PATIENCE)
        .until(() -> !bindery("quarantine", "list").text().contains("runs/one"));
    assertThat(bindery("quarantine", "list", "--over").text())
        .containsPattern("runs/one +lab +held +\\S+Z +\\S+Z resolved by job [0-9a-f]{32}");
    assertThat(bindery("quarantine", "show", "runs/one").text())
        .containsPattern("over       \\S+Z resolved by job [0-9a-f]{32}");
    assertThat(bindery("quarantine", "retry", "runs/one").text())
        .contains("No package runs/one is in quarantine");
  }

  @Test
  @Order(4)
  void whatIsDismissedStaysWithWhoDidSoAndWhy() throws IOException {
    // Of one name for two registries, it must be said which.
    hold("runs/two", "--registry=prod");
    assertThat(bindery("quarantine", "dismiss", "runs/two", "--reason=x"))
        .isEqualTo(
            new Said(
                2,
                ("bindery: Packages runs/two of several registries are in quarantine: say"
                        + " --registry prod or --registry lab.%n")
                    .formatted()));
    var id = held("runs/two").path(0).path("job_id").asText();

    assertThat(
            bindery("quarantine", "dismiss", "runs/two", "--registry=prod", "--reason=a trial run"))
        .isEqualTo(new Said(0, "dismissed runs/two in s3://held%n".formatted()));

    var me = System.getProperty("user.name");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bindery("quarantine", "list", "--over").text())
                    .contains(" dismissed by " + me + ": a trial run"));
    assertThat(bindery("quarantine", "dismiss", id, "--reason=again").text())
        .isEqualTo("bindery: The package is in quarantine no longer.%n".formatted());
    assertThat(bindery("quarantine", "dismiss", "runs/two", "--reason= ").text())
        .contains("a text of 1 to 1000 characters");
    assertThat(bindery("quarantine", "list").text()).contains("runs/two").doesNotContain("prod");
  }
}
