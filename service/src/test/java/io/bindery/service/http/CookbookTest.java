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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Runs every recipe of docs/cookbook.md as it is written there, on one node. Its {@code aws}
 * commands are made with the SDK: they are few, and the CLI need not be installed.
 */
class CookbookTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path ROOT = Path.of(System.getProperty("bindery.root", ".."));
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern RECIPE = Pattern.compile("(?m)^## (\\d+\\. .*)$");
  private static final Pattern EXPORT = Pattern.compile("export (\\w+)=\"?(.*?)\"?");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final Pattern BATCH =
      Pattern.compile("batch (\\S+) of (\\S+): (\\d+) files?, closed by (\\S+)");
  private static final Pattern NO_BATCH = Pattern.compile("no batch (\\S+) of (\\S+)");
  private static final Pattern PACKAGE = Pattern.compile("package (\\S+) in (\\S+): (\\d+) files?");
  private static final Pattern NO_PACKAGE = Pattern.compile("no package (\\S+) in (\\S+)");
  private static final Pattern HELD =
      Pattern.compile("quarantined (\\S+) of (\\S+) in (\\S+): (\\d+) errors?");
  private static final Pattern SUGGESTED =
      Pattern.compile("suggested (\\S+) of (\\S+): (\\d+) errors?, because of (\\S+)");
  private static final Pattern FAILED = Pattern.compile("failed (\\S+) of (\\S+): (\\S+)");
  private static final Pattern RESOLVED = Pattern.compile("resolved (\\S+) of (\\S+)");
  private static final Pattern NOTICE = Pattern.compile("notice at (\\S+): (.*)");
  private static final Pattern OBJECTS = Pattern.compile("objects below (\\S+) of (\\S+): (\\d+)");
  private static final Pattern TOPIC = Pattern.compile("arn:aws:sns:[a-z0-9-]+:0{12}:([a-z-]+)");
  private static final Pattern REFRESH = Pattern.compile("refresh of (\\S+): (\\S+), (\\S+)");

  private static final Pattern DATA_SET =
      Pattern.compile("([A-Z_]+)=\\$\\(aws dataexchange create-data-set .*\\)");
  private static final Pattern PUBLICATION =
      Pattern.compile("(published|unchanged) (\\S+): (\\d+) revisions?, (\\d+) assets?");

  private static final Pattern CURL = Pattern.compile("curl -sN 'http://127.0.0.1:8080(\\S+)' &");
  private static final Pattern TOLD = Pattern.compile("told (\\S+) (\\S+), (\\S+)");

  private static final Pattern DIRECTORY = Pattern.compile("directory (\\S+): (\\d+) files?");

  private static final Pattern BUCKET = Pattern.compile(" s3://([a-z-]+)/");

  /** What is in it before it is watched. */
  private static final String UNWATCHED = "archive";

  private record Block(String language, String text) {
    List<String> lines() {
      return text.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  @TempDir private static Path directory;

  private static String text;
  private static ServiceFixture fixture;
  private static BinderyService service;
  private static Revision revision;

  /** What topics have told, by topic and subject. */
  private static final Map<String, String> NOTICES = new HashMap<>();

  private static String notice;

  /** What the commands of a recipe have printed. */
  private static final StringBuilder PRINTED = new StringBuilder();

  /** What a recipe has put into a variable of its shell. */
  private static final Map<String, String> VARIABLES = new HashMap<>();

  /** What curl is in a recipe. */
  private static StreamClient follower;

  @BeforeAll
  static void start() throws IOException {
    text = Files.readString(ROOT.resolve("docs").resolve("cookbook.md"));
    fixture = new ServiceFixture();
    var settings = new StringBuilder("bindery.router.reconcile.grace = 0 s\n");
    var environment = new LinkedHashMap<String, String>();
    for (var block : blocks(text)) {
      if (block.language().equals("hocon")) {
        settings.append(block.text()).append('\n');
      }
      for (var line : block.lines()) {
        var export = EXPORT.matcher(line);
        if (block.language().equals("sh") && export.matches()) {
          environment.put(export.group(1), export.group(2));
        }
      }
    }
    for (var source : List.of("aws.s3", "aws.storagegateway")) {
      fixture.rule(
          "default",
          source.replace('.', '-'),
          "{\"source\": [\"%s\"]}".formatted(source),
          fixture.queue(source.equals("aws.s3") ? "notices" : "packager"),
          null);
    }
    for (var topic : TOPIC.matcher(text).results().map(found -> found.group(1)).toList()) {
      fixture.topic(topic);
    }
    service = fixture.start(settings.toString(), environment);
    var buckets = BUCKET.matcher(text).results().map(found -> found.group(1)).distinct();
    for (var bucket : buckets.toList()) {
      if (bucket.equals(UNWATCHED)) {
        fixture.createBucket(bucket);
      } else {
        fixture.createWatchedBucket(bucket);
      }
    }
    fixture.createBucket("clinic-quarantine");
  }

  @AfterAll
  static void stop() {
    if (follower != null) {
      follower.close();
    }
    service.close();
    fixture.close();
  }

  @TestFactory
  List<DynamicTest> recipes() {
    var tests = new ArrayList<DynamicTest>();
    var headings = RECIPE.matcher(text);
    while (headings.find()) {
      int from = headings.end();
      var next = RECIPE.matcher(text);
      int to = next.find(from) ? next.start() : text.length();
      tests.add(
          DynamicTest.dynamicTest(headings.group(1), () -> run(blocks(text.substring(from, to)))));
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(10);
    return tests;
  }

  private static List<Block> blocks(String part) {
    var blocks = new ArrayList<Block>();
    var matcher = BLOCK.matcher(part);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static void run(List<Block> blocks) throws IOException {
    boolean checked = false;
    PRINTED.setLength(0);
    for (var block : blocks) {
      switch (block.language()) {
        case "http" -> request(filled(block.text()));
        case "sh" -> {
          for (var line : block.lines()) {
            command(line);
          }
        }
        case "text" -> {
          for (var line : block.lines()) {
            check(filled(line));
          }
          checked = true;
        }
        default -> assertThat(block.language()).isEqualTo("hocon");
      }
    }
    assertThat(checked).as("the recipe says what comes of it").isTrue();
  }

  private static void request(String block) {
    var parts = block.split("\\n\\n", 2);
    var head = parts[0].lines().toList();
    var start = head.get(0).split(" ", -1);
    var headers =
        head.stream().skip(1).flatMap(line -> List.of(line.split(": ", 2)).stream()).toList();
    var reply =
        fixture.send(
            start[0],
            api().resolve(start[1]),
            parts.length > 1 ? parts[1] : "",
            headers.toArray(String[]::new));
    assertThat(reply.statusCode()).as("%s: %s", head.get(0), reply.body()).isIn(200, 202);
  }

  private static String filled(String text) {
    var filled = text;
    for (var variable : VARIABLES.entrySet()) {
      filled = filled.replace("$" + variable.getKey(), variable.getValue());
    }
    return filled;
  }

  private static URI api() {
    return service.api().orElseThrow();
  }

  private static void command(String line) throws IOException {
    if (EXPORT.matcher(line).matches()) {
      return;
    }
    var curl = CURL.matcher(line);
    if (curl.matches()) {
      follower = new StreamClient(fixture.client, api().resolve(curl.group(1))).open();
      return;
    }
    var dataSet = DATA_SET.matcher(line);
    if (dataSet.matches()) {
      VARIABLES.put(dataSet.group(1), fixture.dataSet());
      return;
    }
    var words = words(line);
    switch (String.join(" ", words.subList(0, Math.min(3, words.size())))) {
      case "aws s3 cp" -> copy(words.subList(3, words.size()));
      case "aws sqs send-message" -> send(words.subList(3, words.size()));
      default -> {
        assertThat(words.get(0)).isEqualTo("bindery");
        bindery(words.subList(1, words.size()));
      }
    }
  }

  private static List<String> words(String line) {
    var words = new ArrayList<String>();
    var matcher = WORD.matcher(line);
    while (matcher.find()) {
      for (int i = 1; i <= matcher.groupCount(); i++) {
        if (matcher.group(i) != null) {
          words.add(matcher.group(i));
        }
      }
    }
    return words;
  }

  private static void copy(List<String> arguments) throws IOException {
    boolean recursive = arguments.get(0).equals("--recursive");
    var from = ROOT.resolve(arguments.get(recursive ? 1 : 0));
    var to = URI.create(arguments.get(recursive ? 2 : 1));
    var key = to.getPath().substring(1);
    if (!recursive) {
      put(to.getHost(), key, from).join();
      return;
    }
    try (var files = Files.walk(from)) {
      CompletableFuture.allOf(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> put(to.getHost(), key + from.relativize(file), file))
                  .toArray(CompletableFuture[]::new))
          .join();
    }
  }

  private static CompletableFuture<PutObjectResponse> put(String bucket, String key, Path file) {
    var content = AsyncRequestBody.fromFile(file);
    return fixture.aws.s3().putObject(r -> r.bucket(bucket).key(key), content);
  }

  private static void send(List<String> arguments) throws IOException {
    assertThat(arguments.get(0)).isEqualTo("--queue-url");
    assertThat(arguments.get(2)).isEqualTo("--message-body");
    var queue =
        Map.of("$NOTICES", fixture.queue("notices"), "$PACKAGER", fixture.queue("packager"))
            .get(arguments.get(1));
    var given = arguments.get(3);
    var body =
        given.startsWith("file://")
            ? Files.readString(ROOT.resolve(given.substring("file://".length())))
            : given;
    fixture.aws.sqs().sendMessage(r -> r.queueUrl(queue).messageBody(body)).join();
  }

  private static void bindery(List<String> arguments) {
    var all = new ArrayList<String>();
    arguments.forEach(
        word -> all.add(word.startsWith("samples/") ? ROOT.resolve(word).toString() : word));
    if (arguments.get(0).equals("reconcile")) {
      fixture.awaitNextSecond();
    }
    switch (arguments.get(0)) {
      case "source" -> {
        // Needs neither service nor AWS.
      }
      case "preset", "export", "packages", "ls", "cat" ->
          all.add("--config=" + fixture.configFile(directory, ""));
      case "get" -> {
        all.add(directory.resolve(all.remove(all.size() - 1)).toString());
        all.add("--config=" + fixture.configFile(directory, ""));
      }
      default -> all.add("--url=" + api());
    }
    var out = new StringWriter();
    int code =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    assertThat(code).as("%s: %s", all, out).isZero();
    PRINTED.append(out);
  }

  private static void check(String line) throws IOException {
    var batch = BATCH.matcher(line);
    var none = NO_BATCH.matcher(line);
    var made = PACKAGE.matcher(line);
    var refresh = REFRESH.matcher(line);
    if (batch.matches()) {
      await(line)
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(batches(batch.group(1), batch.group(2)))
                      .containsExactly(batch.group(3) + " " + batch.group(4)));
    } else if (none.matches()) {
      assertThat(batches(none.group(1), none.group(2))).as(line).isEmpty();
    } else if (made.matches()) {
      revision = Revision.await(fixture.aws.s3(), made.group(2), made.group(1));
      assertThat(revision.keys()).as(line).hasSize(Integer.parseInt(made.group(3)));
    } else if (refresh.matches()) {
      await(line)
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(refreshes(refresh.group(1)))
                      .containsExactly(refresh.group(2) + ", " + refresh.group(3)));
    } else {
      checkMore(line);
    }
  }

  private static void downloaded(String line) throws IOException {
    var said = DIRECTORY.matcher(line);
    assertThat(said.matches()).isTrue();
    try (var files = Files.walk(directory.resolve(said.group(1)))) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(Integer.parseInt(said.group(2)));
    }
  }

  private static void checkMore(String line) throws IOException {
    var held = HELD.matcher(line);
    var resolved = RESOLVED.matcher(line);
    var none = NO_PACKAGE.matcher(line);
    var told = NOTICE.matcher(line);
    var objects = OBJECTS.matcher(line);
    var failed = FAILED.matcher(line);
    var suggested = SUGGESTED.matcher(line);
    var followed = TOLD.matcher(line);
    var publication = PUBLICATION.matcher(line);
    if (followed.matches()) {
      await(line)
          .atMost(PATIENCE)
          .until(
              () ->
                  follower.changes().stream()
                      .anyMatch(
                          it ->
                              it.type().equals(followed.group(1))
                                  && it.what()
                                      .equals(followed.group(2) + " " + followed.group(3))));
    } else if (publication.matches()) {
      var path =
          "/api/v1/publications?state=%s&data_set=%s"
              .formatted(publication.group(1), publication.group(2));
      await(line)
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(progress(path))
                      .isEqualTo(publication.group(3) + " " + publication.group(4)));
    } else if (held.matches()) {
      revision = Revision.await(fixture.aws.s3(), held.group(3), held.group(1));
      await(line)
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(quarantined(held.group(1), held.group(2), false))
                      .containsExactly(Integer.valueOf(held.group(4))));
    } else if (suggested.matches()) {
      await(line)
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(suggested(suggested.group(1), suggested.group(2)))
                      .containsExactly(suggested.group(3) + " " + suggested.group(4)));
    } else if (resolved.matches()) {
      await(line)
          .atMost(PATIENCE)
          .until(() -> !quarantined(resolved.group(1), resolved.group(2), true).isEmpty());
      assertThat(quarantined(resolved.group(1), resolved.group(2), false)).as(line).isEmpty();
    } else if (failed.matches()) {
      var path = "/api/v1/packages/jobs?state=failed&name=%s&registry=%s&reason=%s";
      await(line)
          .atMost(PATIENCE)
          .until(
              () ->
                  JSON.readTree(
                          fixture
                              .get(
                                  api()
                                      .resolve(
                                          path.formatted(
                                              failed.group(1), failed.group(2), failed.group(3))))
                              .body())
                      .path("jobs")
                      .has(0));
    } else if (none.matches()) {
      assertThat(Revision.count(fixture.aws.s3(), none.group(2), none.group(1))).as(line).isZero();
    } else if (told.matches()) {
      notice = notice(told.group(1), told.group(2));
    } else if (line.startsWith("printed ")) {
      assertThat(PRINTED.toString()).contains(line.substring("printed ".length()));
    } else if (DIRECTORY.matcher(line).matches()) {
      downloaded(line);
    } else if (line.startsWith("saying ")) {
      assertThat(notice).contains(line.substring("saying ".length()));
    } else if (objects.matches()) {
      var found =
          fixture
              .aws
              .s3()
              .listObjectsV2(r -> r.bucket(objects.group(2)).prefix(objects.group(1)))
              .join();
      assertThat(found.contents()).as(line).hasSize(Integer.parseInt(objects.group(3)));
    } else {
      checkRevision(line);
    }
  }

  /** Revisions and assets of the first publication of a list. */
  private static String progress(String path) throws IOException {
    var progress =
        JSON.readTree(fixture.get(api().resolve(path)).body()).at("/publications/0/progress");
    return progress.path("revisions").asText() + " " + progress.path("assets").asText();
  }

  /** Two packages may be told of in any order. */
  private static String notice(String topic, String subject) throws IOException {
    while (!NOTICES.containsKey(topic + subject)) {
      var message = fixture.nextNotice(topic);
      NOTICES.put(topic + message.path("Subject").asText(), message.path("Message").asText());
    }
    return NOTICES.get(topic + subject);
  }

  /** How many errors each of them has. */
  private static List<Integer> quarantined(String name, String registry, boolean over)
      throws IOException {
    var path = "/api/v1/quarantine?name=%s&registry=%s&over=%s".formatted(name, registry, over);
    var found = new ArrayList<Integer>();
    JSON.readTree(fixture.get(api().resolve(path)).body())
        .path("packages")
        .forEach(job -> found.add(job.path("errors").size()));
    return found;
  }

  /** How many errors each open one has, and why it is one. */
  private static List<String> suggested(String name, String registry) throws IOException {
    var path = "/api/v1/suggestions?state=open&name=%s&registry=%s".formatted(name, registry);
    var found = new ArrayList<String>();
    JSON.readTree(fixture.get(api().resolve(path)).body())
        .path("suggestions")
        .forEach(
            one ->
                found.add(
                    one.path("draft").path("problems").size() + " " + one.path("reason").asText()));
    return found;
  }

  private static void checkRevision(String line) {
    if (line.startsWith("with ")) {
      assertThat(revision.keys()).contains(line.substring("with ".length()));
      return;
    }
    var parts = line.split(": ", 2);
    var found =
        switch (parts[0].split(" ", 2)[0]) {
          case "message" -> revision.header().path("message");
          case "workflow" -> revision.header().path("workflow").path("id");
          case "metadata" ->
              revision.metadata().at("/" + parts[0].split(" ", 2)[1].replace('.', '/'));
          default -> throw new AssertionError("no check is written as: " + line);
        };
    assertThat(found.asText()).as(line).isEqualTo(parts[1]);
  }

  private static List<String> batches(String prefix, String bucket) {
    return fixture.query(
        "SELECT files, reason FROM closed_batch WHERE bucket = '%s' AND prefix = '%s'"
            .formatted(bucket, prefix));
  }

  private static List<String> refreshes(String share) throws IOException {
    var reply = fixture.get(api().resolve("/api/v1/file-gateway/refreshes"));
    var found = new ArrayList<String>();
    for (JsonNode refresh : JSON.readTree(reply.body()).path("refreshes")) {
      if (refresh.path("share").asText().endsWith("/" + share)) {
        found.add(refresh.path("folders").path(0).asText() + ", " + refresh.path("state").asText());
      }
    }
    return found;
  }
}
