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
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Suggestions over the HTTP API and by command. */
class SuggestionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private static ServiceFixture fixture;
  private static BinderyService service;

  @TempDir static Path directory;

  /** What a command printed, and how it ended. */
  private record Said(int code, String text) {}

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createBucket("lab");
    fixture.put(
        "lab",
        ".quilt/workflows/config.yml",
        """
        version: "1"
        is_workflow_required: false
        workflows: {qc: {name: QC, is_message_required: true}}
        """);
    service =
        fixture.start(
            """
            bindery.packager {
              sources = [lab], registries = [lab], sweep-interval = 500 ms
              policies = [{ bucket = lab, package = suggest, metadata { run = "{segment.2}" } }]
            }
            """);
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  private static URI at(String path) {
    return service.api().orElseThrow().resolve("/api/v1/" + path);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse<String> post(String path, String body, String... headers) {
    var all = new ArrayList<>(List.of("Content-Type", "application/json"));
    all.addAll(List.of(headers));
    return fixture.send("POST", at(path), body, all.toArray(String[]::new));
  }

  private static Said bindery(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--url=" + service.api().orElseThrow());
    var out = new StringWriter();
    int code =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    System.out.printf("$ bindery %s   [%d]%n%s%n", String.join(" ", arguments), code, out);
    return new Said(code, out.toString());
  }

  /** The id of the open suggestion of a folder that is new. */
  private static String suggested(String folder) {
    fixture.put("lab", folder + "a.txt");
    var url = fixture.queue("packager");
    fixture
        .aws
        .sqs()
        .sendMessage(
            r ->
                r.queueUrl(url)
                    .messageBody("{\"source_prefix\": \"s3://lab/%s\"}".formatted(folder)))
        .join();
    await().atMost(PATIENCE).until(() -> open(folder).size() == 1);
    return open(folder).path(0).path("suggestion_id").asText();
  }

  private static JsonNode open(String folder) {
    var source = URLEncoder.encode("s3://lab/" + folder, StandardCharsets.UTF_8);
    return json(fixture.get(at("suggestions?state=open&source=" + source))).path("suggestions");
  }

  @Test
  void anAnswerHasItsVersionAndAnOrderMayExpectOne() {
    var id = suggested("api/one/");
    var read = fixture.get(at("suggestions/" + id));
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(json(read).path("draft").path("metadata").path("run").asText()).isEqualTo("one");
    assertThat(json(read).path("draft").path("sources").path("run").asText()).isEqualTo("policy");

    var other = post("suggestions/%s/accept".formatted(id), "", "If-Match", "\"7\"");
    assertThat(other.statusCode()).isEqualTo(412);
    assertThat(other.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(json(other).path("detail").asText())
        .isEqualTo("The suggestion is at version 1 meanwhile: read it again.");

    var accepted =
        post(
            "suggestions/%s/accept".formatted(id),
            "",
            "If-Match",
            "\"1\"",
            "X-Bindery-Actor",
            "ada");
    assertThat(accepted.statusCode()).isEqualTo(202);
    var job = json(accepted).path("job_id").asText();
    assertThat(accepted.headers().firstValue("Location")).contains("/api/v1/packages/jobs/" + job);
    assertThat(json(accepted).path("ended_by").asText()).isEqualTo("ada");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                json(fixture.get(at("packages/jobs/" + job)))
                    .path("state")
                    .asText()
                    .equals("done"));

    var late = post("suggestions/%s/accept".formatted(id), "");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(json(late).path("detail").asText())
        .startsWith("The suggestion was accepted by ada on ")
        .endsWith(": its job is " + job + ".");
    assertThat(post("suggestions/%s/dismiss".formatted(id), "{\"reason\": \"x\"}").statusCode())
        .isEqualTo(409);
    assertThat(post("suggestions/%s/edit".formatted(id), "{\"workflow\": \"\"}").statusCode())
        .isEqualTo(409);
  }

  @Test
  void whatIsWrongIsNamedWithItsFieldAndValue() {
    var id = suggested("api/wrong/");
    var edit = "suggestions/%s/edit".formatted(id);
    assertProblem(post(edit, "{\"package_name\": \"a b\"}"), 422, "package_name", "'a b'");
    assertProblem(post(edit, "{\"package_name\": 7}"), 422, "package_name", "a number");
    assertProblem(post(edit, "{\"metadata\": []}"), 422, "metadata", "a list");
    assertProblem(post(edit, "{\"workflow\": \"nope\"}"), 422, "workflow", "'nope'");
    assertProblem(post(edit, "{\"registry\": \"lab\"}"), 422, "registry", "cannot be edited");
    assertProblem(post(edit, "[]"), 422, "", "no JSON object");
    assertProblem(post(edit, "{"), 422, "", "not JSON");
    assertProblem(
        post("suggestions/%s/dismiss".formatted(id), "{\"reason\": \" \"}"), 400, "reason", "1 to");
    assertProblem(
        post("suggestions/%s/dismiss".formatted(id), "{\"why\": \"x\"}"), 400, "why", "no field");
    assertProblem(post("suggestions/7/accept", ""), 400, "suggestion", "32 lower-case");
    assertProblem(post("suggestions/%s/accept".formatted("0".repeat(32)), ""), 404, "", "no sugg");
    assertProblem(
        fixture.get(at("suggestions?state=closed")), 400, "state", "open, accepted, dismissed");
    assertProblem(fixture.get(at("suggestions?limit=0")), 400, "limit", "1 to 1000");
    assertThat(json(fixture.get(at("suggestions/" + id))).path("version").asInt()).isEqualTo(1);
  }

  private static void assertProblem(
      HttpResponse<String> answer, int status, String field, String words) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("field").asText()).isEqualTo(field);
    assertThat(json(answer).path("detail").asText()).contains(words);
  }

  @Test
  void listsGoOnPageByPage() {
    var ids = List.of(suggested("page/1/"), suggested("page/2/"), suggested("page/3/"));
    var seen = new ArrayList<String>();
    var path = "suggestions?registry=lab&limit=1";
    var next = "";
    do {
      var page = json(fixture.get(at(path + (next.isEmpty() ? "" : "&after=" + next))));
      page.path("suggestions").forEach(one -> seen.add(one.path("suggestion_id").asText()));
      next = page.path("next").asText();
    } while (!next.isEmpty());
    assertThat(seen)
        .doesNotHaveDuplicates()
        .containsSubsequence(ids.get(2), ids.get(1), ids.get(0));
  }

  @Test
  void commandsListShowEditDismissAndAccept() throws IOException {
    var id = suggested("cli/run-1/");
    assertThat(bindery("suggestions").code()).isEqualTo(2);
    assertThat(bindery("suggestions", "list", "--name=no/such"))
        .isEqualTo(new Said(0, "There are no such suggestions.%n".formatted()));
    var list = bindery("suggestions", "list", "--name=cli/run-1");
    assertThat(list.text().lines().toList().get(1))
        .matches(id + " +open +cli/run-1 +lab +- +follows them");
    var show = bindery("suggestions", "show", id);
    assertThat(show.text())
        .contains("why        the package policy says suggest")
        .contains("package    cli/run-1 in s3://lab")
        .contains("metadata   run = \"run-1\" (policy)")
        .contains("missing    a commit message");

    assertThat(bindery("suggestions", "edit", id).code()).isEqualTo(2);
    assertThat(bindery("suggestions", "edit", id, "--workflow=nope"))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(1);
              assertThat(said.text()).contains("workflow = 'nope'");
            });
    var metadata = Files.writeString(directory.resolve("m.json"), "{\"operator\": \"ada\"}");
    var edited =
        bindery(
            "suggestions", "edit", id, "--workflow=qc", "--metadata=" + metadata, "--version=1");
    assertThat(edited.text()).startsWith("edited: package cli/run-1 in s3://lab, version 2");
    await()
        .atMost(PATIENCE)
        .until(() -> bindery("suggestions", "show", id).text().contains("rules      1 error"));
    assertThat(bindery("suggestions", "show", id).text())
        .contains("error      message: Commit message is required")
        .contains("order      edit by ");
    assertThat(bindery("suggestions", "accept", id, "--version=1").text())
        .contains("meanwhile: read it again");
    assertThat(bindery("suggestions", "accept", id, "--wait"))
        .satisfies(
            said -> {
              assertThat(said.code()).isEqualTo(1);
              assertThat(said.text())
                  .contains(
                      "would break the rules of s3://lab: message: Commit message is required")
                  .contains("bindery suggestions edit")
                  .contains("--anyway");
            });
    assertThat(bindery("suggestions", "show", id).text()).contains("state      open");
    bindery("suggestions", "edit", id, "--message=first");

    var accepted = bindery("suggestions", "accept", id, "--wait");
    assertThat(accepted.code()).isZero();
    assertThat(accepted.text()).contains("package   cli/run-1 in s3://lab");
    var json = JSON.readTree(bindery("suggestions", "show", id, "--json").text());
    assertThat(json.path("state").asText()).isEqualTo("accepted");
    assertThat(json.path("orders")).hasSize(3);

    var broken = suggested("cli/run-3/");
    bindery("suggestions", "edit", broken, "--workflow=qc");
    await()
        .atMost(PATIENCE)
        .until(() -> bindery("suggestions", "show", broken).text().contains("rules      1 error"));
    assertThat(bindery("suggestions", "accept", broken, "--wait", "--anyway").text())
        .contains("Commit message is required");
    assertThat(bindery("suggestions", "show", broken).text()).contains("state      accepted");

    var other = suggested("cli/run-2/");
    assertThat(bindery("suggestions", "dismiss", other).code()).isEqualTo(2);
    assertThat(bindery("suggestions", "dismiss", other, "--reason=A trial").text())
        .isEqualTo("dismissed package cli/run-2 in s3://lab%n".formatted());
    assertThat(bindery("suggestions", "list", "--source=s3://lab/cli/run-2/").text())
        .contains(other, "dismissed");
  }

  @Test
  void theStreamShowsSuggestions() {
    var id = suggested("stream/1/");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        fixture.query(
                            "SELECT doc::json ->> 'event' FROM change_feed WHERE position IS NOT"
                                + " NULL AND type = 'suggestion' AND doc::json ->> 'suggestion_id'"
                                + " = '%s'".formatted(id)))
                    .containsExactly("opened"));
    assertProblem(fixture.get(at("stream?types=suggestions")), 400, "types", "suggestion");
  }
}
