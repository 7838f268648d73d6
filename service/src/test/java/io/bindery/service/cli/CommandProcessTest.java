package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.localaws.exchange.JobState;
import io.bindery.service.BinderyService;
import io.bindery.service.http.ServiceFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every command as a user runs it: what it prints, where, and how it ends. What a command leaves in
 * a writer is seen only here. All run in one JVM, in the environment of a user; of each group that
 * the help shows, some run as a process as well, which must make no difference.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandProcessTest {
  private static final long PATIENCE_SECONDS = 120;
  private static final Pattern TOP_HASH = Pattern.compile("top hash  ([0-9a-f]{64})");

  /** The commands that were run with success, as they are named. */
  private static final TreeSet<String> RUN = new TreeSet<>();

  /** Those that were asked for JSON, and answered one value of it and nothing else. */
  private static final TreeSet<String> RUN_FOR_JSON = new TreeSet<>();

  /** The groups of the help of which a command was a process. */
  private static final TreeSet<String> GROUPS = new TreeSet<>();

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @TempDir private static Path directory;

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static CommandProcesses commands;

  @BeforeAll
  static void start() throws IOException {
    fixture = new ServiceFixture();
    for (var bucket : List.of("lab", "held", "prod", "asked")) {
      fixture.createBucket(bucket);
    }
    fixture.put(
        "lab",
        ".quilt/workflows/config.yml",
        """
        version: "1"
        is_workflow_required: false
        workflows: {qc: {name: QC, metadata_schema: run}}
        schemas: {run: {url: "s3://lab/run-schema.json"}}
        successors: {"s3://prod": {title: Prod, copy_data: false}}
        """);
    fixture.put("lab", "run-schema.json", "{\"type\": \"object\", \"required\": [\"run\"]}");
    fixture.put("lab", "runs/one/a.txt", "a");
    fixture.put("lab", "lost/b.txt", "b");
    service =
        fixture.start(
            """
            bindery.router.reconcile.grace = 0 s
            bindery.packager {
              sources = [lab, asked], registries = [lab, prod, held, asked], sweep-interval = 500 ms
              policies = [{ bucket = lab, quarantine = held }, { bucket = asked, package = suggest }]
            }
            bindery.canary { bucket = lab, every = 1 day }
            bindery.exchange {
              sources = [lab], poll-interval = 100 ms, look-again = 200 ms
              retry { first = 50 ms, longest = 500 ms }, jobs-ended-outside = hold
            }
            """);
    commands = new CommandProcesses(directory, fixture.endpoint(), service.api().orElseThrow());
  }

  @AfterAll
  static void stop() throws IOException {
    commands.close();
    service.close();
    fixture.close();
  }

  @Test
  @Order(0)
  void aFreshServiceNeedsNobody() throws Exception {
    assertThat(alike("status").out()).contains("is up, 1 node").contains("Nothing needs a person.");
    var status = JSON.readTree(good("status", "--json").out());
    assertThat(status.path("needs")).isEmpty();
    assertThat(good("open", "--print").out()).endsWith("/\n");
    assertThat(good("open", "--json", "quilt+s3://lab#package=lab/one&path=a%20b").out())
        .contains("/#/packages/lab/lab/one?path=a%20b");
    for (var shell : List.of("bash", "zsh", "fish")) {
      var script = good("completion", shell).out();
      assertThat(script).contains("complete", "bindery", "dlq", "registry");
    }
    var syntax = new ProcessBuilder("bash", "-n", script("bash").toString()).inheritIO().start();
    assertThat(syntax.waitFor()).isZero();
  }

  private static Path script(String shell) throws Exception {
    return Files.writeString(directory.resolve(shell), good("completion", shell).out());
  }

  @Test
  @Order(1)
  void packagesAreMadeAndLookedAt() throws Exception {
    var first =
        good(
            "package",
            "s3://lab/runs/one/",
            "--name=lab/one",
            "--message=the first\nrun",
            "--wait");
    assertThat(first.out()).contains("package   lab/one in s3://lab", "new       1 file");
    fixture.put("lab", "runs/one/c.txt", "c");
    var second =
        good("package", "s3://lab/runs/one/", "--name=lab/one", "--message=more", "--wait");
    assertThat(second.out()).contains("warning   Bucket lab does not keep versions: 2 of the");
    var old = hash(first);
    var young = hash(second);

    // The same revision once more, by an earlier pointer.
    fixture.put("lab", ".quilt/named_packages/lab/one/1700000000", young);
    var log = alike("log", "s3://lab", "lab/one");
    assertThat(log.out().lines().filter(line -> line.contains(young)))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("2023-11-14T22:13:20Z")
        .doesNotContain("  latest  ");
    assertThat(log.out().lines())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("warning: Bucket lab does not keep versions: objects of"))
        .anyMatch(line -> line.contains(young + "  latest  more"))
        .anyMatch(line -> line.contains(old) && line.endsWith("  the first run"));
    var trace = good("trace", "s3://lab/runs/one/c.txt");
    assertThat(trace.out().lines())
        .startsWith("s3://lab/runs/one/c.txt")
        .contains(
            "It is in revision %s of package lab/one in s3://lab."
                .formatted(young.substring(0, 10)));
    assertThat(good("trace", "s3://lab/runs/one/c.txt", "--json").out())
        .contains("\"status\" : \"packaged\"");
    var nothing = bindery("trace", "s3://lab/runs/one/no.txt");
    assertThat(nothing.code()).isEqualTo(ExitCode.FAILED);
    assertThat(nothing.out()).contains("S3 has no such object, and no notice of one was recorded.");
    assertThat(good("diff", "s3://lab", "lab/one@" + old, "lab/one").out()).contains("+ c.txt");
    assertThat(good("verify", "s3://lab", "lab/one").out()).contains("verified  2 of 2 files");
    assertThat(good("rollback", "s3://lab", "lab/one@" + old).out()).contains("latest is " + old);
    assertThat(good("promote", "s3://lab", "lab/one@" + young, "s3://prod", "--wait").out())
        .contains("package   lab/one in s3://prod");
    assertThat(good("delete-revision", "s3://lab", "lab/one@" + young).out()).contains(young);
    assertThat(good("orphans", "s3://lab").out()).contains("manifests, ");
    var manifest = fixture.get("lab", ".quilt/packages/" + old);
    var file = Files.writeString(directory.resolve("manifest.jsonl"), manifest);
    assertThat(good("top-hash", file.toString()).out()).isEqualTo(old + System.lineSeparator());
  }

  @Test
  @Order(2)
  void packagesAreLookedIntoAndDownloaded() throws Exception {
    var uri = "quilt+s3://lab#package=lab/one";
    assertThat(good("packages", "--registry", "s3://lab", "ONE").out()).contains("  lab/one");
    var found = JSON.readTree(good("packages", "--registry=lab", "--json", "one").out());
    assertThat(found.path("packages").get(0).path("top_hash").asText()).hasSize(64);
    assertThat(good("packages", "--registry=lab", "no such").out()).isEmpty();
    var entries = JSON.readTree(good("ls", uri, "--json").out()).path("entries");
    assertThat(entries.findValuesAsText("path")).contains("a.txt");
    assertThat(good("ls", uri).out()).contains("  a.txt");
    assertThat(good("ls", uri, "a.txt").out()).isEqualTo("%18s  a.txt%n".formatted("1"));
    assertThat(bindery("ls", uri, "no/such").err()).contains("has nothing at 'no/such'.");
    assertThat(alike("cat", uri, "a.txt").out()).isEqualTo("a");
    assertThat(good("cat", uri + "&path=a.txt").out()).isEqualTo("a");
    assertThat(bindery("cat", uri, "b.txt").code()).isEqualTo(ExitCode.FAILED);
    assertThat(bindery("cat", uri).code()).isEqualTo(ExitCode.USAGE);
    var to = directory.resolve("downloaded");
    // What is not there is one thing, whoever asks for it.
    ends(ExitCode.FAILED, "has no file 'none'", "cat", uri, "none");
    ends(ExitCode.FAILED, "has nothing at 'none'", "ls", uri, "none");
    ends(ExitCode.FAILED, "has nothing at 'none'", "get", uri, to.toString(), "--path=none");
    assertThat(to).doesNotExist();
    assertThat(good("get", uri, to.toString(), "--at-once=2").out()).contains("top hash  ");
    assertThat(to.resolve("a.txt")).hasContent("a");
    var again = JSON.readTree(good("get", uri, to.toString(), "--json").out());
    assertThat(again.path("copied").asInt()).isZero();
    assertThat(again.path("already_there").asInt()).isEqualTo(entries.size());
    Files.writeString(to.resolve("a.txt"), "other");
    var kept = bindery("get", uri, to.toString(), "--path=a.txt");
    assertThat(kept.code()).isEqualTo(ExitCode.FAILED);
    assertThat(kept.out()).contains("is there with other content: say --replace");
    good("get", uri, to.toString(), "--path=a.txt", "--replace");
    assertThat(to.resolve("a.txt")).hasContent("a");
  }

  @Test
  @Order(2)
  void quarantineIsListedShownAndEnded() throws Exception {
    var held =
        bindery("package", "s3://lab/runs/one/", "--name=lab/bad", "--workflow=qc", "--wait");
    assertThat(held.code()).isEqualTo(ExitCode.FAILED);
    assertThat(held.err()).contains("is in quarantine: lab/bad in s3://held").contains("metadata");

    assertThat(good("quarantine", "list").out()).contains("lab/bad");
    assertThat(alike("quarantine", "show", "lab/bad").out())
        .contains("package    lab/bad")
        .contains("What is wrong:");
    assertThat(bindery("quarantine", "retry", "lab/bad", "--wait").code())
        .isEqualTo(ExitCode.FAILED);
    RUN.add("quarantine retry");
    assertThat(good("quarantine", "dismiss", "lab/bad", "--reason=a trial").out())
        .isEqualTo("dismissed lab/bad in s3://held%n".formatted());
  }

  @Test
  @Order(3)
  void batchesAreComparedAndTried() throws Exception {
    assertThat(good("reconcile", "s3://lab/lost/").out()).isNotBlank();
    var policy = Files.writeString(directory.resolve("policy.conf"), "trigger.count = 2");
    assertThat(
            good("dry-run", policy.toString(), "--bucket=lab", "--from=2026-01-01T00:00:00Z").out())
        .contains("would be closed");
    var source =
        Files.writeString(
            directory.resolve("source.json"),
            "{\"EventPattern\": {\"source\": [\"lims\"]}, \"InputPath\": \"$.detail\"}");
    var event =
        Files.writeString(
            directory.resolve("event.json"),
            "{\"source\": \"lims\", \"detail-type\": \"x\","
                + " \"detail\": {\"source_prefix\": \"s3://lab/a/b/\"}}");
    assertThat(good("source", "test", source.toString(), "--event=" + event).out())
        .contains("It matches");
    good("source", "test", source.toString(), "--event=" + event, "--json");
    assertThat(alike("preset", "list").out().lines()).hasSize(8);
    assertThat(good("preset", "show", "bids").out()).contains("title = \"BIDS data sets\"");
    fixture.put("lab", "ds-1/dataset_description.json", "{\"Name\": \"A\\u001b[2J\"}");
    assertThat(good("preset", "try", "s3://lab/ds-1").out())
        .contains("preset       bids", "package      bids/ds-1")
        .contains("(dataset_description.json#/Name)")
        .doesNotContain("\u001b");
    good("preset", "try", "s3://lab/ds-1", "--json");
    ends(ExitCode.USAGE, "There is no preset x: there are illumina-", "preset", "show", "x");
    ends(ExitCode.FAILED, "no object below s3://lab/none/", "preset", "try", "s3://lab/none");
    var events = Files.writeString(directory.resolve("events.jsonl"), "");
    var others = Files.writeString(directory.resolve("others.jsonl"), "");
    var differences = directory.resolve("differences.json");
    assertThat(
            good("shadow-diff", "--ours=" + events, "--theirs=" + others, "--json=" + differences)
                .out())
        .isNotBlank();
    assertThat(JSON.readTree(differences.toFile())).isNotEmpty();
    // Its JSON is a file.
    RUN_FOR_JSON.add("shadow-diff");
  }

  @Test
  @Order(3)
  void batchesAreListedExplainedAndOrdered() throws Exception {
    for (var run : List.of("a", "b", "c")) {
      fixture.send(
          "notices",
          """
          {"detail-type": "Object Created", "source": "aws.s3", "time": "2026-11-12T00:00:00Z",
           "detail": {"bucket": {"name": "lab"},
             "object": {"key": "cli/%s/x\\u009b2J", "size": 5, "sequencer": "617f08299329d189"}}}
          """
              .formatted(run));
    }
    var list = new String[] {"batches", "--bucket=lab", "--prefix=cli/"};
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> bindery(list).out().contains("3 open"));
    assertThat(good(list).out())
        .contains("state", "closes in ", "cli/b/", "3 open, 0 paused, 0 closed, 0 announced");
    var page = JSON.readTree(good("batches", "--text=CLI/", "--limit=2", "--json").out());
    assertThat(page.path("batches")).hasSize(2);
    assertThat(page.path("counts").path("open").asInt()).isEqualTo(3);
    assertThat(good("explain", "s3://lab/cli/a/").out())
        .contains("state   open", "next    it closes at ", "unless another object arrives");
    good("explain", "s3://lab/cli/a/", "--json");
    assertThat(good("timers").out()).contains("the batch of cli/a/ closes with 1 file");
    good("timers", "--before=2999-01-01T00:00:00Z", "--json");

    assertThat(good("pause", "s3://lab/cli/a/").out()).isEqualTo("paused%n".formatted());
    assertThat(good("batches", "--state=paused", "--json").out()).contains("\"paused_by\"");
    var many = bindery("pause", "--bucket=lab", "--prefix=cli/");
    assertThat(many.err()).contains("This would pause 2 batches: say --yes");
    assertThat(good("pause", "--bucket=lab", "--prefix=cli/", "--dry-run").out())
        .isEqualTo("2 batches match%n".formatted());
    good("pause", "--bucket=lab", "--prefix=cli/", "--yes", "--json");
    assertThat(good("resume", "--bucket=lab", "--prefix=cli/", "--yes").out())
        .isEqualTo("done: 3 found, 3 changed, 0 unchanged, 0 failed%n".formatted());
    good("resume", "s3://lab/cli/a/", "--json");
    var flushed = JSON.readTree(good("flush", "s3://lab/cli/a/", "--json").out());
    var id = flushed.path("batch_id").asText();
    assertThat(good("explain", id).out()).contains("state   closed", "next    ");
    good("discard", "--bucket=lab", "--prefix=cli/", "--yes", "--json");
    assertThat(good("discard", "--bucket=lab", "--prefix=cli/", "--yes").out())
        .isEqualTo("No batch matches.%n".formatted());
    assertThat(good(list).out()).startsWith("No batch is there.");
    ends(2, "Say the folder of one batch", "flush");
    ends(2, "did you mean s3://lab/cli/a/ ?", "flush", "s3://lab/cli/a");
    ends(2, "it must be one of latest", "batches", "--state=closed", "--order=due");
    ends(1, "No batch of this id", "explain", "none");
  }

  @Test
  @Order(3)
  void policiesAndSourcesAreLookedAfter() throws Exception {
    var policy = Files.writeString(directory.resolve("set.conf"), "trigger.count = 30");
    var wrong = Files.writeString(directory.resolve("wrong.conf"), "trigger.count = 0, depth = 1");
    assertThat(good("policy", "validate", "lab", policy.toString()).out())
        .contains("good  a batch closes at 30 keys");
    good("policy", "validate", "lab", policy.toString(), "--json");
    var bad = bindery("policy", "validate", "lab", wrong.toString());
    assertThat(bad.code()).isEqualTo(ExitCode.FAILED);
    assertThat(bad.out()).contains("policy.depth").contains("policy.trigger.count = 0");
    good("policy", "put", "lab", policy.toString(), "--if-version=0", "--json");
    ends(
        1,
        "is at version 1 meanwhile",
        "policy",
        "put",
        "lab",
        policy.toString(),
        "--if-version=0");
    assertThat(good("policy", "get", "lab").out()).contains("# version 1", "count=30");
    good("policy", "get", "lab", "--effective", "--json");
    good("policy", "history", "lab", "--json");
    good(
        "policy",
        "dry-run",
        policy.toString(),
        "--bucket=lab",
        "--from=2026-01-01T00:00:00Z",
        "--json");
    good("policy", "presets", "--json");
    good("dry-run", policy.toString(), "--bucket=lab", "--from=2026-01-01T00:00:00Z", "--json");
    good("preset", "list", "--json");
    good("preset", "show", "bids", "--json");
    assertThat(good("source", "on", "health-omics").out())
        .isEqualTo("health-omics is on%n".formatted());
    assertThat(good("sources", "list").out()).contains("health-omics  on");
    good("source", "on", "health-omics", "--json");
    good("source", "off", "health-omics", "--json");
    good("source", "list", "--json");
    good("source", "events", "health-omics", "--json");
  }

  @Test
  @Order(4)
  void whatFailedIsBroughtBack() throws Exception {
    var start = Instant.now().toString();
    for (int i = 0; i < 12; i++) {
      fixture.put("lab", "late/run-%d/a.txt".formatted(i));
      fixture.send(
          "packager",
          """
          {"source_prefix": "s3://lab/late/run-%d/", "metadata_uri": "s3://lab/late/meta.json"}
          """
              .formatted(i));
    }
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> good("retry", "--since=" + start, "--dry-run").out().contains("12 jobs"));
    assertThat(good("retry", "--since=" + start, "--dry-run").out()).contains("12 not-found");
    var failed =
        JSON.readTree(good("jobs", "--state=failed", "--reason=not-found", "--json").out());
    var job = failed.path("jobs").path(0).path("job_id").asText();
    assertThat(good("jobs", "show", job).out()).contains("reason     not-found", "error      ");
    good("jobs", "show", job, "--json");
    ends(1, "has ended", "jobs", "cancel", job);
    var many = bindery("retry", "--since=" + start);
    assertThat(many.code()).isEqualTo(ExitCode.USAGE);
    assertThat(many.err()).contains("would do 12 jobs again: say --yes");
    fixture.put("lab", "late/meta.json", "{}");
    assertThat(good("jobs", "retry", job, "--wait").out()).contains("new       1 file");
    var next = failed.path("jobs").path(1).path("job_id").asText();
    good("jobs", "retry", next, "--wait");
    assertThat(good("retry", "--since=" + start, "--reason=not-found", "--yes").out())
        .contains("retried   10 jobs");
    assertThat(good("retry", "--since=" + start, "--reason=not-found", "--yes").out())
        .contains("found     0 jobs")
        .doesNotContain("retried");
    ends(2, "'yesterday' is no time", "retry", "--since=yesterday");
    ends(2, "it must be one of no-right, ", "retry", "--since=1h", "--reason=bad");
  }

  @Test
  @Order(5)
  void deadLettersAreListedShownSentBackAndDiscarded() throws Exception {
    fixture.send("packager", "{\"source_prefix\": \"s3://no\u009b31mbody/a/\"}");
    awaitDeadLetter();
    var list = good("dlq", "list", "packager").out();
    var id = list.substring(0, list.indexOf(' '));
    assertThat(list).doesNotContain("\u009b");
    assertThat(good("dlq", "show", "packager", id).out())
        .contains("message    " + id, "reason     ", "body       ", "source_prefix")
        .doesNotContain("\u009b");
    good("dlq", "list", "packager", "--json");
    good("dlq", "show", "packager", id, "--json");
    assertThat(good("dlq", "redrive", "packager", id).out())
        .isEqualTo("sent back  1 message%n".formatted());
    awaitDeadLetter();
    good("dlq", "redrive", "packager", "--all", "--yes", "--json");
    awaitDeadLetter();
    ends(2, "say --yes", "dlq", "discard", "packager", "--all", "--why=a trial");
    ends(2, "Say ids of messages, or --all.", "dlq", "redrive", "packager");
    ends(2, "router (notices)", "dlq", "list", "other");
    assertThat(good("dlq", "discard", "packager", "--all", "--why=a trial", "--yes").out())
        .isEqualTo("discarded  1 message%n".formatted());
    fixture.send("packager", "{\"source_prefix\": \"s3://no\u009b31mbody/b/\"}");
    awaitDeadLetter();
    good("dlq", "discard", "packager", "--all", "--why=a trial", "--yes", "--json");
    assertThat(alike("dlq", "list", "packager").out())
        .isEqualTo("No dead letter was seen.%n".formatted());
  }

  private static void awaitDeadLetter() {
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> bindery("dlq", "list", "packager").out().contains("no bucket can be called"));
  }

  @Test
  @Order(5)
  void suggestionsAreDecidedOn() throws Exception {
    var ids = List.of(suggested("run/1"), suggested("run/2"), suggested("run/3"));
    assertThat(good("suggestions", "list").out()).contains(ids);
    assertThat(good("suggestions", "show", ids.get(0)).out())
        .contains("package policy says suggest");
    good("suggestions", "show", ids.get(0), "--json");
    good("suggestions", "edit", ids.get(0), "--message=as asked", "--json");
    assertThat(good("suggestions", "accept", ids.get(0), "--wait").out()).contains("top hash  ");
    good("suggestions", "accept", ids.get(2), "--json");
    good("suggestions", "dismiss", ids.get(1), "--reason=a trial", "--json");
    assertThat(good("suggestions", "list").out()).doesNotContain(ids);
  }

  private static String suggested(String name) throws Exception {
    fixture.put("asked", name + "/a.txt", "a");
    fixture.send("packager", "{\"source_prefix\": \"s3://asked/%s/\"}".formatted(name));
    var list = List.of("suggestions", "list", "--name=" + name, "--json").toArray(String[]::new);
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> bindery(list).out().contains("suggestion_id"));
    return JSON.readTree(good(list).out()).at("/suggestions/0/suggestion_id").asText();
  }

  @Test
  @Order(5)
  void aCanaryIsOrderedAndTablesAreExported() throws Exception {
    assertThat(good("canary", "run").out()).startsWith("canary ");
    var tables = directory.resolve("tables");
    good("export", "tables", "s3://lab", "--to", tables.toString());
    assertThat(tables).isNotEmptyDirectory();
  }

  @Test
  @Order(5)
  void aPublicationIsOnlyShown() throws Exception {
    var settings = directory.resolve("publish.conf");
    Files.writeString(settings, "bindery.exchange.sources = [lab]");
    var manifest =
        "{\"asset_list\": [{\"Bucket\": \"lab\", \"Key\": \"%s\"}], \"dataset_id\": \"%s\"}";
    fixture.put("lab", "manifest.json", manifest.formatted("runs/", "a1b2".repeat(8)));
    var config = "--config=" + settings;
    ends(2, "--dry-run publishes nothing", "publish", "--dry-run", "--wait", "s3://lab/x.json");
    assertThat(alike("publications", "--manifest=s3://lab/none.json").out())
        .isEqualTo("There are no such publications.%n".formatted());
    assertThat(good("publish", "--dry-run", "s3://lab/manifest.json", config).out().lines())
        .contains("data set   " + "a1b2".repeat(8), "revisions  1", "jobs       1")
        .endsWith("Nothing was created: this is what would be published.");
    ends(4, "there is no such object", "publish", "--dry-run", "s3://lab/no.json", config);
    var file =
        Files.writeString(
            directory.resolve("publish.json"), manifest.formatted("lost/no.txt", "short"));
    var wrong = bindery("publish", "--dry-run", file.toString(), config, "--json");
    assertThat(wrong.code()).isEqualTo(ExitCode.FAILED);
    assertThat(wrong.err()).contains("1 thing is wrong.\n  line 1, column 59, dataset_id: 'short'");
    var problem = JSON.readTree(wrong.out()).path("problems").path(0);
    assertThat(problem.path("field").asText()).isEqualTo("dataset_id");
  }

  @Test
  @Order(5)
  void aPublicationGoesOutAndIsRevoked() throws Exception {
    fixture.put(
        "lab",
        "publish/out.json",
        "{\"dataset_id\": \"%s\", \"asset_list\": [{\"Bucket\": \"lab\", \"Key\": \"runs/\"}]}"
            .formatted(fixture.dataSet()));
    var manifest = "s3://lab/publish/out.json";
    fixture.exchange().faults().endJobs(JobState.CANCELLED, 1);
    var held = bindery("publish", manifest, "--wait", "--json");
    assertThat(held.code()).as(held.toString()).isEqualTo(ExitCode.FAILED);
    assertThat(held.err()).contains("bindery: The publication stopped: ");
    var id = JSON.readTree(held.out()).path("publication_id").asText();
    good("publication", "go-on", id, "--json");
    // It has the turn of the data set first.
    var same = JSON.readTree(good("publish", manifest, "--wait", "--json").out());
    assertThat(same.path("unchanged_since").asText()).isEqualTo(id);
    assertThat(good("publications", "--state=published", "--json").out()).contains(id);
    fixture.exchange().hold();
    var left = commands.interrupted("publication  ", "publish", manifest, "--wait", "--again");
    assertThat(left.code()).as(left.toString()).isEqualTo(130);
    var other = left.out().strip().replace("publication  ", "");
    assertThat(left.err())
        .contains(
            "The publication goes on. See how far it is with: bindery publication show " + other);
    assertThat(good("publication", "show", other).out()).contains("state        ");
    good("publication", "cancel", other, "--json");
    fixture.exchange().release();
    good("publication", "revoke", id, "--comment=a trial run", "--json");
    assertThat(good("publication", "show", id, "--json").out()).contains("a trial run");
  }

  @Test
  @Order(6)
  void whatIsNotThereOrNotAllowedEndsWithItsCode() throws Exception {
    ends(4, "There is no bucket s3://no-bucket", "verify", "s3://no-bucket", "a/b");
    ends(4, "There is no bucket s3://no-bucket", "log", "s3://no-bucket", "a/b");
    asProcess("log", "s3://no-bucket", "a/b");
    ends(2, "it has no '/'", "log", "s3://lab", "no-slash");
    ends(2, "is no top hash", "verify", "s3://lab", "a/b@ABC23");
    ends(1, "Did you mean lab/one?", "log", "s3://lab", "lab/onne");
    asProcess("log", "s3://lab", "lab/onne");
    ends(1, "Did you mean lab/one?", "log", "s3://lab", "labs/one");
    ends(
        4, "does not answer; is it running?", "package", "s3://lab/x/", "--url=http://127.0.0.1:9");
    ends(2, "is not an address", "package", "s3://lab/x/", "--url=ftp://host");
    ends(2, "Unknown option", "verify", "s3://lab", "lab/one", "--no-such-option");
    ends(2, "Say which command to run.", "quarantine");
    asProcess("quarantine");
    ends(2, "name an object", "trace", "s3://lab/");
    ends(2, "it does not start with s3://", "trace", "lab/x");
    ends(2, "it has no '/'", "package", "s3://lab/x/", "--name=no-slash");
    ends(2, "Did you mean s3://lab/ , the whole bucket", "package", "s3://lab");
  }

  @Test
  @Order(7)
  void allThatIsWrongWithSettingsIsToldAtOnce() throws Exception {
    var serve = asProcess("serve");
    assertThat(serve.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(serve.out()).isEmpty();
    assertThat(serve.err())
        .contains("4 settings are wrong:\n  bindery.")
        .doesNotContain("\\n")
        .contains("bindery.router.queue.url is not set", "BINDERY_ROUTER_QUEUE_URL")
        .contains("bindery.router.queue.dead-letter-url is not set")
        .contains("bindery.packager.queue.url is not set", "https://sqs.")
        .contains("bindery.packager.queue.dead-letter-url is not set")
        .doesNotContain("\tat ");
    RUN.add("serve");
    var check = bindery("check");
    assertThat(check.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(check.err()).contains("bindery.router.queue.url is not set");
    RUN.add("check");
  }

  /** Whatever was ordered before is in it. */
  @Test
  @Order(6)
  void theAuditTrailIsReadAndTokensAreMade() throws Exception {
    good("pause", "s3://lab/audited/");
    good("resume", "s3://lab/audited/");
    assertThat(good("audit", "list", "--kind=order").out()).contains("/api/v1/");
    good("audit", "list", "--json");
    var file = directory.resolve("audit.jsonl");
    good("audit", "export", "--output=" + file);
    good("audit", "verify", file.toString());
    good("audit", "verify", "--json");
    assertThat(good("token", "make", "--role=viewer", "--name=ada").out()).contains("ada");
    good("token", "make", "--role=viewer", "--name=ada", "--json");
  }

  /** What libraries say stays out of an answer that a program reads. */
  @Test
  @Order(7)
  void aCheckAnswersNothingButItsLines() throws Exception {
    var settings = directory.resolve("check.conf");
    Files.writeString(
        settings,
        """
        bindery.router.queue { url = "%1$s/000000000000/a", dead-letter-url = "%1$s/000000000000/b" }
        bindery.packager.queue { url = "%1$s/000000000000/c", dead-letter-url = "%1$s/000000000000/d" }
        bindery.database { host = 127.0.0.1, port = 1, password = none }
        bindery.health.look-timeout = 1 minute
        """
            .formatted(fixture.endpoint()));
    var check = asProcess("check", "--config", settings.toString(), "--json");
    assertThat(check.code()).as(check.toString()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(check.err()).isEmpty();
    var database = JSON.readTree(check.out()).path("items").path(0);
    assertThat(database.path("way_out").asText()).as(check.out()).contains("bindery.database.host");
    Files.writeString(settings, "bindery.log.format = xml\n", StandardOpenOption.APPEND);
    var wrong = bindery("check", "--config", settings.toString());
    assertThat(wrong.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(wrong.err()).contains("bindery.log.format = xml is not allowed");
  }

  @Test
  @Order(8)
  void noCommandIsLeftOut() {
    var leaves = leaves(Bindery.commandLine(), "");
    assertThat(RUN).containsAll(leaves.keySet());
    leaves.values().removeIf(leaf -> leaf.getCommandSpec().findOption("--json") == null);
    assertThat(RUN_FOR_JSON).containsAll(leaves.keySet());
    assertThat(Bindery.commandLine().getSubcommands().keySet())
        .allSatisfy(name -> assertThat(GROUPS).contains(HelpGroups.of(name)));
  }

  /** The commands that do something, by their names. */
  private static Map<String, CommandLine> leaves(CommandLine command, String name) {
    var leaves = new TreeMap<String, CommandLine>();
    command
        .getSubcommands()
        .forEach(
            (word, sub) -> {
              var full = (name + " " + word).strip();
              if (!word.equals(sub.getCommandName())) {
                // Another name of one that is there.
                return;
              }
              if (sub.getSubcommands().isEmpty()) {
                leaves.put(full, sub);
              } else {
                leaves.putAll(leaves(sub, full));
              }
            });
    return leaves;
  }

  private static String hash(CommandProcesses.Said said) {
    var hash = TOP_HASH.matcher(said.out());
    assertThat(hash.find()).as(said.out()).isTrue();
    return hash.group(1);
  }

  private static CommandProcesses.Said bindery(String... arguments)
      throws IOException, InterruptedException {
    var said = commands.run(arguments);
    if (List.of(arguments).contains("--json")) {
      assertThatCode(() -> JSON.readTree(said.out()))
          .as(said.toString())
          .doesNotThrowAnyException();
      assertThat(said.out()).as(said.toString()).isNotBlank();
      RUN_FOR_JSON.add(name(arguments));
    }
    return said;
  }

  /** As the tree of commands has it, such as {@code quarantine list}. */
  private static String name(String... arguments) {
    var name = new ArrayList<String>();
    var command = Bindery.commandLine();
    for (var word : arguments) {
      command = command.getSubcommands().get(word);
      if (command == null) {
        break;
      }
      name.add(word);
    }
    return String.join(" ", name);
  }

  private static void ends(int code, String words, String... arguments) throws Exception {
    var said = bindery(arguments);
    assertThat(said.code()).as(said.toString()).isEqualTo(code);
    assertThat(said.err()).startsWith("bindery: ").contains(words).doesNotContain("Exception");
    assertThat(said.out()).isEmpty();
    RUN.add(name(arguments));
  }

  /** A command in a JVM of its own ends, and says what it says beside others. */
  private static CommandProcesses.Said asProcess(String... arguments) throws Exception {
    var alone = commands.alone(arguments);
    assertThat(alone).isEqualTo(bindery(arguments));
    GROUPS.add(HelpGroups.of(arguments[0]));
    return alone;
  }

  private static CommandProcesses.Said alike(String... arguments) throws Exception {
    asProcess(arguments);
    return good(arguments);
  }

  private static CommandProcesses.Said good(String... arguments) throws Exception {
    var said = bindery(arguments);
    assertThat(said.code()).as(said.toString()).isZero();
    assertThat(said.err()).isEmpty();
    RUN.add(name(arguments));
    return said;
  }
}
