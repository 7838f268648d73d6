package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.localaws.state.Ports;
import io.bindery.platform.database.DatabaseException;
import io.bindery.service.PreflightException;
import io.bindery.service.cli.Bindery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node needs outside is looked at before it is ready, and told for ever after. */
class PreflightTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A busy machine is no reason to find that something does not answer. */
  private static final String PATIENT = "bindery.health.look-timeout = 1 minute\n";

  private static final JsonMapper JSON = new JsonMapper();
  private static ServiceFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createWatchedBucket("lab");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static String wrongQueue() {
    return "bindery.router.queue.url = \"%s/000000000000/noticez\"".formatted(fixture.endpoint());
  }

  @Test
  void aQueueThatDoesNotExistRefusesTheStart() {
    assertThatThrownBy(() -> fixture.start(wrongQueue()))
        .isInstanceOf(PreflightException.class)
        .hasMessageContaining(
            "queue bindery.router.queue.url = %s/000000000000/noticez in region us-east-1"
                .formatted(fixture.endpoint()))
        .hasMessageContaining("There is no such queue")
        .hasMessageContaining("Create it, or correct the setting or bindery.aws.region.");
  }

  @Test
  void nothingIsNotedAsAnnouncedOnABusThatDoesNotExist() throws IOException {
    var queue = fixture.queue("heard");
    try (var service =
        fixture.start(
            """
            bindery.router.announce.bus = later
            bindery.health.look-every = 200 ms
            bindery.router.default-policy.trigger.count = 1
            bindery.router.batch.announce-retry-max = 1 s
            """)) {
      var api = service.api().orElseThrow();
      await().atMost(PATIENCE).until(() -> part(api, "router.announce.bus"), is("missing"));
      assertThat(fixture.get(api.resolve("/api/v1/health")).statusCode()).isEqualTo(503);
      fixture.send(
          "POST",
          api.resolve("/api/v1/events"),
          ServiceFixture.event("lab", "held/a/x.txt"),
          "Content-Type",
          "application/json");
      await().atMost(PATIENCE).until(() -> closed().size() == 1);
      // It is tried again and again, and not one try counts.
      await().during(Duration.ofSeconds(2)).until(() -> closed().equals(List.of("null")));

      // It is seen only once its rule is there, so that the event has somebody to go to.
      fixture.local.faults().refuse("DescribeEventBus", 400, "ResourceNotFoundException");
      fixture.aws.eventBridge().createEventBus(r -> r.name("later")).join();
      fixture.rule("later", "all", "{\"source\":[\"com.quiltdata.edp\"]}", queue, null);
      fixture.local.faults().clear();
      await().atMost(PATIENCE).until(() -> !closed().equals(List.of("null")));
      await().atMost(PATIENCE).until(() -> part(api, "router.announce.bus"), is("up"));
      await()
          .atMost(PATIENCE)
          .until(() -> fixture.get(api.resolve("/api/v1/health")).statusCode() == 200);
      assertThat(received(queue)).contains("held/a/");
    }
  }

  @Test
  void busesOfShadowsAndOfRevisionsAreLookedAtToo() throws IOException {
    try (var service =
        fixture.start(
            """
            bindery.packager { events.bus = no-revisions, sources = [lab], registries = [lab] }
            bindery.router.announce { mode = shadow, shadow-bus = no-shadow }
            """)) {
      var api = service.api().orElseThrow();
      for (var name : List.of("packager.events.bus", "router.announce.shadow-bus")) {
        await().atMost(PATIENCE).until(() -> part(api, name), is("missing"));
      }
      assertThat(fixture.get(api.resolve("/api/v1/health")).statusCode()).isEqualTo(503);
    }
  }

  @Test
  @Tag("chaos")
  void aQueueThatVanishesIsToldWithTheAgeOfTheLastReceive() throws IOException {
    var gone = fixture.queue("gone");
    try (var service =
        fixture.start("bindery.packager.queue { url = \"%s\", long-poll = 1 s }".formatted(gone))) {
      var api = service.api().orElseThrow();
      await().atMost(PATIENCE).until(() -> part(api, "packager.queue"), is("up"));
      fixture.aws.sqs().deleteQueue(r -> r.queueUrl(gone)).join();
      await().atMost(PATIENCE).until(() -> part(api, "packager.queue"), is("missing"));
      var part = parts(api, "packager.queue");
      assertThat(part.path("setting").asText()).isEqualTo("bindery.packager.queue.url");
      assertThat(part.path("region").asText()).isEqualTo("us-east-1");
      assertThat(part.path("good_seconds_ago").isNumber()).isTrue();
    }
  }

  @Test
  void probesNeedNoTokenAndAreToldNothing() throws IOException {
    int port = Ports.free();
    var hash = "41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb";
    try (var service =
        fixture.start(
            "bindery { health.port = %d, http.token-sha256 = %s }".formatted(port, hash))) {
      assertThat(service.api()).isPresent();
      var probes = URI.create("http://127.0.0.1:" + port);
      await()
          .atMost(PATIENCE)
          .until(() -> fixture.get(probes.resolve("/ready")).statusCode() == 200);
      assertThat(fixture.get(probes.resolve("/ready")).body()).isEqualTo("yes\n");
      assertThat(fixture.get(probes.resolve("/alive")).statusCode()).isEqualTo(200);
      assertThat(fixture.get(probes.resolve("/api/v1/health")).statusCode()).isEqualTo(404);
      assertThat(fixture.send("POST", probes.resolve("/ready"), "").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void aSecondServiceOnOneDatabaseIsRefused() {
    try (var service = fixture.start("")) {
      assertThat(service.api()).isPresent();
      assertThatThrownBy(() -> fixture.start(""))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("bindery.cluster.seed-nodes");
    }
  }

  @Test
  void whatPoliciesOfRunTimeNameIsLookedAtForAsLongAsTheyNameIt() throws IOException {
    var topic = "arn:aws:sns:us-east-1:000000000000:not-there";
    try (var service =
        fixture.start(
            """
            bindery.health.look-every = 1 s
            bindery.packager { sources = [lab], registries = [lab, held-lab] }
            """)) {
      var api = service.api().orElseThrow();
      put(api, "/api/v1/buckets/night-lab/policy", "{\"prefix-depth\": 1}");
      put(
          api,
          "/api/v1/buckets/lab/package-policies",
          "{\"policies\": [{\"quarantine\": \"held-lab\", \"notices\": {\"topic-arn\": \"%s\"}}]}"
              .formatted(topic));
      var names = List.of("bucket night-lab", "quarantine held-lab", "packager.notices " + topic);
      for (var name : names) {
        await().atMost(PATIENCE).until(() -> part(api, name), is("missing"));
      }
      assertThat(parts(api, names.get(0)).path("setting").asText())
          .isEqualTo("policy of bucket night-lab");
      assertThat(parts(api, names.get(1)).path("setting").asText())
          .isEqualTo("package policies of bucket lab");
      // Others are not held up by it.
      assertThat(fixture.get(api.resolve("/api/v1/health")).statusCode()).isEqualTo(200);

      fixture.createWatchedBucket("night-lab");
      await().atMost(PATIENCE).until(() -> part(api, names.get(0)), is("up"));

      delete(api, "/api/v1/buckets/night-lab/policy");
      delete(api, "/api/v1/buckets/lab/package-policies");
      for (var name : names) {
        await().atMost(PATIENCE).until(() -> part(api, name), is(""));
      }
      assertThat(part(api, "bucket lab")).isEqualTo("up");
    }
  }

  private static void put(URI api, String path, String body) {
    var answer = fixture.send("PUT", api.resolve(path), body, "Content-Type", "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void delete(URI api, String path) {
    var answer = fixture.send("DELETE", api.resolve(path), "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void fileSharesAreLookedAt(@TempDir Path directory) throws IOException {
    var share = "arn:aws:storagegateway:us-east-1:111122223333:share/share-%s";
    var config =
        "bindery.packager.file-gateway.shares = [%s]"
            .formatted(
                Stream.of("A", "B", "C")
                    .map(name -> "{ bucket = lab, arn = \"%s\" }".formatted(share.formatted(name)))
                    .collect(Collectors.joining(", ")));
    var others = new TreeMap<String, String>();
    // More than a page, so that the last one is on another.
    IntStream.range(0, 250)
        .forEach(i -> others.put(share.formatted("0%03d".formatted(i)), "AVAILABLE"));
    others.put(share.formatted("A"), "AVAILABLE");
    others.put(share.formatted("B"), "UNAVAILABLE");
    fixture.local.storageGateway().has(others);

    var out = new StringWriter();
    assertThat(check(fixture.configFile(directory, PATIENT + config), out, "--json")).isEqualTo(4);
    var found = new TreeMap<String, String>();
    for (var item : JSON.readTree(out.toString()).path("items")) {
      if (item.path("kind").asText().equals("file-share")) {
        found.put(item.path("value").asText(), item.path("result").asText());
      }
    }
    assertThat(found)
        .isEqualTo(
            Map.of(
                share.formatted("A"), "up",
                share.formatted("B"), "waiting",
                share.formatted("C"), "missing"));
  }

  @Test
  void checkSaysWhatIsWrongAndStartsNothing(@TempDir Path directory) throws IOException {
    var out = new StringWriter();
    assertThat(check(fixture.configFile(directory, PATIENT), out, "--json")).isZero();
    var items = JSON.readTree(out.toString()).path("items");
    assertThat(items).anyMatch(item -> item.path("name").asText().equals("database"));
    assertThat(items)
        .anyMatch(item -> item.path("setting").asText().equals("bindery.packager.events.bus"));

    var wrong = new StringWriter();
    assertThat(
            check(
                fixture.configFile(
                    directory,
                    PATIENT + wrongQueue() + "\nbindery.router.announce.bus = not-there"),
                wrong))
        .isEqualTo(4);
    assertThat(wrong.toString())
        .containsPattern("missing +router\\.queue +bindery\\.router\\.queue\\.url = ")
        .containsPattern("missing +router\\.announce\\.bus ")
        .contains("Create it");

    assertThat(
            check(
                fixture.configFile(
                    directory,
                    PATIENT
                        + "bindery.router.queue.url ="
                        + " \"https://sqs.eu-west-1.amazonaws.com/111122223333/n\""),
                new StringWriter()))
        .isEqualTo(3);
  }

  @Test
  void aWatchedBucketThatThePackagerDoesNotAllowIsToldAtTheStart(@TempDir Path directory) {
    var settings = "bindery.packager.sources = [another]\n";
    var warning =
        "bucket lab is watched, but packages of it are refused: add it to bindery.packager.sources";
    try (var logged = new Logged()) {
      try (var service = fixture.start(settings)) {
        assertThat(service.api()).isPresent();
      }
      assertThat(logged.lines()).anyMatch(line -> line.startsWith("WARN " + warning));
    }
    var out = new StringWriter();
    check(fixture.configFile(directory, PATIENT + settings), out);
    assertThat(out.toString()).contains("warning: " + warning);

    try (var logged = new Logged()) {
      try (var service = fixture.start("bindery.packager.sources = [another, lab]")) {
        assertThat(service.api()).isPresent();
      }
      assertThat(logged.lines()).noneMatch(line -> line.contains("is watched, but"));
    }
  }

  private static int check(Path config, StringWriter out, String... more) {
    var line = Bindery.commandLine();
    line.setOut(new PrintWriter(out));
    var arguments = new ArrayList<>(List.of("check", "--config", config.toString()));
    arguments.addAll(List.of(more));
    return line.execute(arguments.toArray(String[]::new));
  }

  private static Predicate<String> is(String state) {
    return state::equals;
  }

  private static List<String> closed() {
    return fixture.query("SELECT announced_at FROM closed_batch WHERE prefix = 'held/a/'");
  }

  private static JsonNode parts(URI api, String name) throws IOException {
    var health = JSON.readTree(fixture.get(api.resolve("/api/v1/health")).body());
    for (var part : health.path("parts")) {
      if (part.path("name").asText().equals(name)) {
        return part;
      }
    }
    return health.path("parts").path(name);
  }

  private static String part(URI api, String name) throws IOException {
    return parts(api, name).path("state").asText();
  }

  private static String received(String queue) {
    var found = new StringBuilder();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              fixture
                  .aws
                  .sqs()
                  .receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(1))
                  .join()
                  .messages()
                  .forEach(message -> found.append(message.body()));
              return found.length() > 0;
            });
    return found.toString();
  }
}
