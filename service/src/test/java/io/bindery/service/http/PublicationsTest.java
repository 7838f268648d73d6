package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.localaws.exchange.DataExchangeService;
import io.bindery.localaws.exchange.ExchangeFaults;
import io.bindery.localaws.exchange.JobState;
import io.bindery.service.BinderyService;
import io.bindery.service.cli.Bindery;
import io.bindery.service.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API of publications, on a real service with its Data Exchange. */
class PublicationsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI api;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createBucket("lab");
    exchange().behaviour().jobTime(Duration.ofMillis(50));
    service =
        fixture.start(
            """
            bindery.exchange {
              sources = [lab]
              quotas { assets-per-revision = 2, assets-per-job = 1 }
              poll-interval = 50 ms, retry { first = 20 ms, longest = 200 ms }
              sweep-interval = 500 ms, look-again = 200 ms
              jobs-ended-outside = hold
            }
            bindery.packager { sources = [lab], registries = [lab] }
            """);
    api = service.api().orElseThrow();
  }

  private static DataExchangeService exchange() {
    return fixture.exchange();
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  private static HttpResponse<String> post(String path, String body) {
    return fixture.send(
        "POST",
        api.resolve("/api/v1/" + path),
        body,
        "Content-Type",
        "application/json",
        "X-Bindery-Actor",
        "ada");
  }

  private static JsonNode problem(int status, String field, HttpResponse<String> answer)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    var problem = JSON.readTree(answer.body());
    assertThat(problem.path("field").asText()).as(answer.body()).isEqualTo(field);
    return problem.path("detail");
  }

  /** What a command printed, and how it ended. */
  private record Said(int code, String text) {}

  private static Said bindery(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--url=" + api);
    var out = new StringWriter();
    int code =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    System.out.printf("$ bindery %s   [%d]%n%s%n", String.join(" ", arguments), code, out);
    return new Said(code, out.toString());
  }

  /** The text of a manifest of three objects that are there. */
  private static String manifest(String dataSet) {
    for (var name : List.of("a", "b", "c")) {
      fixture.put("lab", "%s/%s.txt".formatted(dataSet, name), name);
    }
    return "{\"dataset_id\": \"%s\", \"asset_list\": [{\"Bucket\": \"lab\", \"Key\": \"%1$s/\"}]}"
        .formatted(dataSet);
  }

  private static JsonNode publication(String id) {
    try {
      var answer = fixture.get(api.resolve("/api/v1/publications/" + id));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode awaitState(String id, String state) {
    await(state)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(publication(id).path("state").asText())
                    .as(publication(id).toPrettyString())
                    .isEqualTo(state));
    return publication(id);
  }

  private static String id(Said said) {
    var id = Pattern.compile("publication  ([0-9a-f]{32})").matcher(said.text());
    assertThat(id.find()).as(said.text()).isTrue();
    return id.group(1);
  }

  /**
   * From the revision that holds a file to the publication of the revision, and of another's list.
   */
  @Test
  void theWayOfAFileGoesOnToThePublicationsThatCarryIt() throws IOException {
    var file = "s3://lab/carried/one/a b.txt";
    fixture.put("lab", "carried/one/a b.txt", "a");
    fixture.put("lab", "carried/two/c.txt", "c");
    var job = posted("packages", "{\"source_prefix\": \"s3://lab/carried/one/\"}").path("job_id");
    await()
        .atMost(PATIENCE)
        .until(() -> got("packages/jobs/" + job.asText()).hasNonNull("package_uri"));
    var revision = got("packages/jobs/" + job.asText()).path("package_uri").asText();
    var dataSet = fixture.dataSet();

    var ofPackage =
        posted(
                "publications",
                "{\"dataset_id\": \"%s\", \"package\": \"%s\"}".formatted(dataSet, revision))
            .path("publication_id")
            .asText();
    assertThat(awaitState(ofPackage, "published").path("package").asText()).isEqualTo(revision);
    var way = got("trace?uri=" + encoded(file));
    assertThat(way.path("status").asText()).as(way.toPrettyString()).isEqualTo("packaged");
    assertThat(way.at("/publications/0/publication_id").asText()).isEqualTo(ofPackage);
    assertThat(way.at("/publications/0/linked_by").asText()).isEqualTo("package");
    assertThat(way.at("/publications/0/package").asText()).isEqualTo(revision);
    assertThat(way.path("publications")).hasSize(1);
    var last = way.path("steps").get(way.path("steps").size() - 1);
    assertThat(last.path("step").asText() + " " + last.path("state").asText())
        .isEqualTo("publication done");
    assertThat(last.path("words").asText()).contains(revision, dataSet, ofPackage);
    assertThat(way.path("words").asText()).contains("It is in revision", "is out in data set");
    assertThat(bindery("trace", file.replace(" ", "%20")).text())
        .contains("publication", ofPackage);

    var listed =
        posted(
                "publications",
                """
                {"dataset_id": "%s", "asset_list": [{"Bucket": "lab", "Key": "carried/one/a b.txt"},
                  {"Bucket": "lab", "Key": "carried/two/c.txt"}]}
                """
                    .formatted(fixture.dataSet()))
            .path("publication_id")
            .asText();
    awaitState(listed, "published");
    var both = got("trace?uri=" + encoded(file)).path("publications");
    assertThat(both.findValuesAsText("publication_id")).containsExactly(listed, ofPackage);
    assertThat(both.findValuesAsText("linked_by")).containsExactly("asset", "package");
    var unpackaged = got("trace?uri=" + encoded("s3://lab/carried/two/c.txt"));
    assertThat(unpackaged.path("status").asText()).isEqualTo("published");
    assertThat(unpackaged.path("publications").findValuesAsText("publication_id"))
        .containsExactly(listed);
    assertThat(got("trace?uri=" + encoded("s3://lab/carried/two/d.txt")).path("publications"))
        .isEmpty();
    assertThat(got("publications?package=" + encoded(revision)).path("publications"))
        .hasSize(1)
        .first()
        .satisfies(it -> assertThat(it.path("publication_id").asText()).isEqualTo(ofPackage));
    problem(400, "package", fixture.get(api.resolve("/api/v1/publications?package=a")));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode got(String path) throws IOException {
    var answer = fixture.get(api.resolve("/api/v1/" + path));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static JsonNode posted(String path, String body) throws IOException {
    var answer = post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body());
  }

  /** From a job that somebody cancelled at AWS over an order to what is taken back. */
  @Test
  void aManifestGoesOutByCommandsAndIsTakenBack() throws IOException {
    var dataSet = fixture.dataSet();
    fixture.put("lab", "in/november.json", manifest(dataSet));
    var stream =
        new StreamClient(
                fixture.client,
                api.resolve("/api/v1/stream?types=publication&bucket=lab&prefix=in/"))
            .open();
    exchange().faults().endJobs(JobState.CANCELLED, 1);
    var held = bindery("publish", "s3://lab/in/november.json", "--wait");
    assertThat(held.code()).isEqualTo(ExitCode.FAILED);
    var id = id(held);
    assertThat(held.text())
        .contains("The publication stopped: ", "was cancelled by somebody else")
        .contains("bindery publication go-on " + id, "bindery publication cancel " + id);
    assertThat(bindery("publications", "--state=held").text()).contains(id, dataSet);
    assertThat(bindery("publication", "show", id).text())
        .contains("state        held", "s3://lab/in/november.json", "to go on     bindery");
    assertThat(bindery("trace", "s3://lab/in/november.json"))
        .satisfies(it -> assertThat(it.code()).isEqualTo(ExitCode.FAILED))
        .satisfies(it -> assertThat(it.text()).contains("It waits for an order", id));
    assertThat(bindery("publication", "go-on", id).code()).isZero();
    var published = awaitState(id, "published");
    assertThat(published.at("/progress/assets_done").asLong()).isEqualTo(3);
    assertThat(published.path("revisions")).hasSize(2);
    assertThat(published.has("error")).isFalse();
    assertThat(bindery("trace", "s3://lab/in/november.json").code()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stream.events().stream().map(it -> it.text("event")))
                    .containsSubsequence("received", "prepared", "held", "published"));
    stream.close();
    var again = bindery("publication", "go-on", id);
    assertThat(again.code()).isEqualTo(ExitCode.FAILED);
    var same = bindery("publish", "s3://lab/in/november.json", "--wait");
    assertThat(same.code()).isZero();
    assertThat(same.text()).contains("unchanged", id);
    var anew = bindery("publish", "s3://lab/in/november.json", "--wait", "--again");
    assertThat(anew.code()).isZero();
    assertThat(anew.text()).contains("published    2 revisions, 3 assets");
    assertThat(bindery("publication", "revoke", id, "--comment=short").text())
        .contains("it must be a text of 10 to 512 characters");
    assertThat(bindery("publication", "revoke", id, "--comment=the wrong run").code()).isZero();
    var revoked = awaitState(id, "revoked");
    assertThat(revoked.path("orders")).hasSize(2);
    assertThat(revoked.at("/orders/1/detail").asText()).isEqualTo("the wrong run");
    assertThat(bindery("publications", "--manifest=s3://lab/in/november.json", "--json").text())
        .contains(id, id(same), id(anew));
    await()
        .atMost(PATIENCE)
        .until(() -> metrics().contains("bindery_exchange_slots_limit{kind=\"import\"} 10.0"));
    assertThat(metrics())
        .contains("bindery_exchange_calls_total{answer=\"ok\",operation=\"CreateRevision\"}")
        .contains("bindery_publications_ended_total{state=\"published\"}")
        .contains("bindery_exchange_jobs_ended_total{end=\"completed\"}");
    assertThat(exchange().violations()).isEmpty();
  }

  /** The second of two finalizing calls is refused: the first revision is out already. */
  @Test
  void aRefusalHalfWayIsShownAndTakenBackOnOrder() throws IOException {
    var dataSet = fixture.dataSet();
    fixture.put("lab", "in/half-way.json", manifest(dataSet));
    exchange().faults().letThrough(ExchangeFaults.FINALIZE, 1);
    exchange().faults().refuse(ExchangeFaults.FINALIZE, 400, "ValidationException", 1);
    var held = bindery("publish", "s3://lab/in/half-way.json", "--wait");
    assertThat(held.code()).isEqualTo(ExitCode.FAILED);
    var id = id(held);
    assertThat(held.text())
        .contains("1 of 2 are final already")
        .contains("bindery publication go-on " + id + " tries again what is left")
        .contains("bindery publication revoke " + id + " --comment=TEXT takes back what is out");
    assertThat(bindery("publication", "show", id).text())
        .contains(
            "state        held", "1 final", "revision     1  final", "revision     2  filled");
    // While it waits nothing else of the data set begins, and time decides nothing.
    var next = id(bindery("publish", "s3://lab/in/half-way.json"));
    awaitState(next, "queued");
    assertThat(bindery("publication", "revoke", id, "--comment=half of a run").code()).isZero();
    awaitState(id, "revoked");
    awaitState(next, "published");
    assertThat(
            fixture
                .aws
                .dataExchange()
                .listDataSetRevisions(request -> request.dataSetId(dataSet))
                .join()
                .revisions())
        .hasSize(3)
        .filteredOn(revision -> !Boolean.TRUE.equals(revision.revoked()))
        .hasSize(2)
        .allMatch(revision -> revision.finalized());
    assertThat(exchange().violations()).isEmpty();
  }

  private static String metrics() {
    return fixture.get(api.resolve("/metrics")).body();
  }

  @Test
  void aPublicationIsCancelledBeforeAnythingIsFinal() {
    var dataSet = fixture.dataSet();
    exchange().hold();
    String id;
    try {
      var asked = post("publications", manifest(dataSet));
      assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
      id = JSON.readTree(asked.body()).path("publication_id").asText();
      assertThat(asked.headers().firstValue("Location")).contains("/api/v1/publications/" + id);
      await().atMost(PATIENCE).until(() -> !publication(id).path("open_jobs").isEmpty());
      assertThat(post("publications/" + id + "/cancel", "").statusCode()).isEqualTo(202);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      exchange().release();
    }
    var cancelled = awaitState(id, "cancelled");
    assertThat(cancelled.at("/orders/0/what").asText()).isEqualTo("cancel");
    assertThat(cancelled.at("/orders/0/ordered_by").asText()).isEqualTo("ada");
    assertThat(cancelled.path("open_jobs")).isEmpty();
    assertThat(
            fixture
                .aws
                .dataExchange()
                .listDataSetRevisions(request -> request.dataSetId(dataSet))
                .join()
                .revisions())
        .isEmpty();
    assertThat(post("publications/" + id + "/cancel", "").statusCode()).isEqualTo(409);
  }

  @Test
  void theSameRequestIsOnePublicationAndItsProblemsHavePlaces() throws IOException {
    var body = "{\"dataset_id\": \"short\",\n \"asset_list\": []}";
    var headers =
        new String[] {"Content-Type", "application/json", "Idempotency-Key", "one-request"};
    var first =
        JSON.readTree(
            fixture.send("POST", api.resolve("/api/v1/publications"), body, headers).body());
    var second =
        JSON.readTree(
            fixture.send("POST", api.resolve("/api/v1/publications"), body, headers).body());
    var id = first.path("publication_id").asText();
    assertThat(first.path("known").asBoolean()).isFalse();
    assertThat(second.path("known").asBoolean()).isTrue();
    assertThat(second.path("publication_id").asText()).isEqualTo(id);
    var refused = awaitState(id, "refused");
    assertThat(refused.at("/problems/0/field").asText()).isEqualTo("dataset_id");
    assertThat(refused.at("/problems/0/line").asInt()).isEqualTo(1);
    assertThat(refused.path("problem_count").asInt()).isEqualTo(refused.path("problems").size());
    var said = bindery("publication", "show", id);
    assertThat(said.text()).contains("problem      line 1, column 2, dataset_id: 'short'");
    // A request that means something else under its id is refused.
    problem(
        422, "manifest", fixture.send("POST", api.resolve("/api/v1/publications"), "{}", headers));
  }

  @Test
  void whatCannotBeAskedForIsRefusedByItsField() throws IOException {
    assertThat(
            problem(422, "manifest", post("publications", "{\"manifest\": \"s3://other/m.json\"}"))
                .asText())
        .contains("bucket 'other' may not be read from", "bindery.exchange.sources");
    assertThat(
            problem(422, "manifest", post("publications", "{\"manifest\": \"s3://lab/no.json\"}"))
                .asText())
        .contains("s3://lab/no.json does not exist");
    assertThat(problem(422, "manifest", post("publications", "{\"manifest\": \"s3://lab/a/\"}")))
        .asString()
        .contains("is no object");
    assertThat(problem(400, "manifest", post("publications", "{\"manifest\": \"lab/a.json\"}")))
        .asString()
        .contains("it must be the address of an object, s3://BUCKET/KEY");
    problem(400, "manifest", post("publications", "{\"manifest\": 7}"));
    problem(400, "manifest", post("publications", "{\"again\": true}"));
    problem(400, "again", post("publications", "{\"manifest\": \"s3://lab/m\", \"again\": 1}"));
    assertThat(
            problem(
                400, "agian", post("publications", "{\"manifest\": \"s3://lab/m\", \"agian\": 1}")))
        .asString()
        .contains("there are again, manifest");
    problem(400, "again", post("publications?again=perhaps", "{}"));
    problem(400, "agian", post("publications?agian=true", "{}"));
  }

  @Test
  void listsRefuseWhatTheyDoNotKnow() throws IOException {
    var root = api.resolve("/api/v1/publications");
    assertThat(problem(400, "state", fixture.get(URI.create(root + "?state=done"))))
        .asString()
        .contains("it must be one of received, preparing, queued");
    problem(400, "manifest", fixture.get(URI.create(root + "?manifest=lab")));
    problem(400, "after", fixture.get(URI.create(root + "?after=x")));
    problem(400, "publication", fixture.get(URI.create(root + "/x")));
    assertThat(fixture.get(URI.create(root + "/" + "0".repeat(32))).statusCode()).isEqualTo(404);
    assertThat(fixture.get(URI.create(root + "?data_set=a&product=b&limit=3")).body())
        .isEqualTo("{\"publications\":[]}");
  }

  @Test
  void ordersAreChecked() throws IOException {
    var one = "publications/" + "0".repeat(32);
    problem(400, "publication", post("publications/ABC/cancel", ""));
    problem(400, "comment", post(one + "/revoke", "{}"));
    assertThat(problem(422, "comment", post(one + "/revoke", "{\"comment\": \"  short  \"}")))
        .asString()
        .contains("it must be a text of 10 to 512 characters");
    problem(
        422, "comment", post(one + "/revoke", "{\"comment\": \"%s\"}".formatted("x".repeat(513))));
    problem(400, "why", post(one + "/cancel", "{\"why\": \"\"}"));
  }
}
