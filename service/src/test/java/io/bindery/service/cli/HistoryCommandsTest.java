package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.service.BinderyService;
import io.bindery.service.http.ServiceFixture;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for packages and their history, against a service that runs. */
class HistoryCommandsTest {
  private static final String HASH = "[0-9a-f]{64}";
  private static final String TIME = "2[0-9-]+T[0-9:]+Z";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private static ServiceFixture fixture;
  private static BinderyService service;

  /** What a command wrote and how it ended. */
  private record Ran(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    fixture = new ServiceFixture();
    fixture.createBucket("lab");
    fixture.createBucket("prod");
    fixture.createBucket("seen");
    fixture.createBucket("asked");
    service =
        fixture.start(
            """
            bindery.packager { sources = [lab, asked], registries = [lab, prod, asked], sweep-interval = 500 ms }
            bindery.router { bucket-names = "", buckets = [{ name = seen, prefix-depth = 2 }] }
            bindery.http.stream.heartbeat = 1 s
            """);
    Files.writeString(
        directory.resolve("my.conf"), "bindery.aws.endpoint = \"" + fixture.endpoint() + "\"");
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  /** Runs a command, and shows it as a user would see it. */
  private static Ran run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    boolean asks = List.of("package", "promote", "jobs").contains(arguments[0]);
    all.add(asks ? "--url" : "--config");
    all.add(
        asks ? service.api().orElseThrow().toString() : directory.resolve("my.conf").toString());
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    System.out.printf("$ bindery %s%n%s%s[%d]%n", String.join(" ", arguments), out, err, code);
    return new Ran(code, out.toString(), err.toString());
  }

  @Test
  void jobsAreListedShownRepeatedAndCancelled() {
    fixture.put("asked", "jobs/run-1/a.txt", "a");
    var made = run("package", "s3://asked/jobs/run-1/", "--wait");
    var id = made.lines().get(0).substring("job       ".length());
    var list = run("jobs", "--name=jobs/run-1");
    assertThat(list.lines().get(0)).matches("changed +state  files   bytes  package +job +what");
    assertThat(list.lines().get(1)).matches(TIME + "  done +1  1 byte  jobs/run-1  " + id);
    assertThat(run("jobs", "--source=s3://asked/jobs/run-1/", "--json").out())
        .contains("\"job_id\" : \"" + id);
    assertThat(run("jobs", "--state=failed", "--name=jobs/run-1").out())
        .isEqualTo("No job is there.%n".formatted());
    assertThat(run("jobs", "show", id).out())
        .contains(
            "state      done", "folder     s3://asked/jobs/run-1/", "content    1 file, 1 byte");
    assertThat(run("jobs", "show", id, "--json").out()).contains("\"package_uri\"");
    var again = run("jobs", "retry", id, "--wait");
    assertThat(again.code()).isZero();
    assertThat(again.out()).contains("unchanged 1 file (1 byte)").doesNotContain(id);
    var late = run("jobs", "cancel", id);
    assertThat(late.code()).isEqualTo(ExitCode.FAILED);
    assertThat(late.err()).startsWith("bindery: ");
    assertThat(run("jobs", "show", "0".repeat(32)).code()).isEqualTo(ExitCode.FAILED);
    assertThat(run("jobs", "--limit=1").out()).contains("... and others: raise --limit");
    assertThat(run("jobs", "--limit=2", "--json").out()).contains("\"next\"");
  }

  /** What a command that goes on has written, as often as it is asked. */
  private static final class Watched implements AutoCloseable {
    private final StringWriter out = new StringWriter();
    private final Thread thread;

    Watched(String... arguments) {
      var all = new ArrayList<>(List.of(arguments));
      all.addAll(List.of("--url", service.api().orElseThrow().toString()));
      thread =
          new Thread(
              () ->
                  Bindery.commandLine()
                      .setOut(new PrintWriter(out))
                      .setErr(new PrintWriter(out))
                      .execute(all.toArray(String[]::new)),
              "watch");
      thread.setDaemon(true);
      thread.start();
    }

    String said() {
      return out.toString();
    }

    /** What stands on the screen: each picture is drawn over the one before. */
    String screen() {
      var all = said();
      int end = all.lastIndexOf("\033[J");
      return all.substring(Math.max(0, all.lastIndexOf("\033[H", end)), Math.max(0, end));
    }

    void until(String words) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(said()).contains(words));
    }

    void untilShown(String words) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(screen()).contains(words));
    }

    @Override
    public void close() {
      // It notices at the next sign of life of the stream.
      thread.interrupt();
      await().atMost(PATIENCE).until(() -> !thread.isAlive());
    }
  }

  private static void upload(String key) {
    var answer =
        fixture.send(
            "POST",
            service.api().orElseThrow().resolve("/api/v1/events"),
            ServiceFixture.event("seen", key) + "\n",
            "Content-Type",
            "application/x-ndjson");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void changesAreLinesWhereNobodyLooks() throws Exception {
    fixture.put("asked", "jobs/run-2/a.txt", "a");
    try (var batches = new Watched("batches", "--watch", "--text=RUN-2");
        var jobs = new Watched("jobs", "--watch", "--name=jobs/run-2");
        var json = new Watched("jobs", "--watch", "--json")) {
      batches.until("Following the batches of the service.");
      jobs.until("Following the jobs of the service.");
      json.until("\"type\":\"start\"");
      upload("lines/run-1/a");
      upload("lines/run-2/a");
      run("package", "s3://asked/jobs/run-2/", "--wait");
      batches.until("opened");
      jobs.until("done");
      json.until("\"event\":\"done\"");
      assertThat(batches.said())
          .containsPattern(TIME + "  opened      seen  lines/run-2/  1 files")
          .doesNotContain("run-1");
      assertThat(jobs.said()).containsPattern(TIME + "  received        [0-9a-f]{32}  jobs/run-2");
      assertThat(json.said().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }
  }

  @Test
  void aTerminalShowsTheListAsItIs() throws Exception {
    System.setProperty("bindery.terminal", "true");
    System.setProperty("bindery.terminal.columns", "60");
    System.setProperty("bindery.terminal.rows", "24");
    try (var batches = new Watched("batches", "--watch", "--prefix=screen/");
        var jobs = new Watched("jobs", "--watch", "--source=s3://asked/jobs/試料-3/")) {
      batches.untilShown("No batch is there.");
      jobs.untilShown("No job is there.");
      upload("screen/run-1/a");
      batches.untilShown("screen/run-1/");
      upload("screen/run-1/b");
      batches.untilShown("open       2  10 bytes");
      batches.untilShown("1 open, 0 paused");
      fixture.put("asked", "jobs/試料-3/a.txt", "a");
      run("package", "s3://asked/jobs/試料-3/", "--name=jobs/sample-3", "--wait");
      jobs.untilShown("jobs/sample-3");
      jobs.untilShown("done");
      System.out.printf("%s%n%s%n", batches.screen(), jobs.screen());
      assertThat(batches.said()).startsWith("\033[H\033[J\033[H");
    } finally {
      System.clearProperty("bindery.terminal");
      System.clearProperty("bindery.terminal.columns");
      System.clearProperty("bindery.terminal.rows");
    }
  }

  @Test
  void aForgottenSlashIsAskedFor() throws IOException {
    fixture.put("lab", "slash/run-1/reads.txt", "reads");
    fixture.put("lab", "slash/file.txt", "file");
    var config = "--config=" + directory.resolve("my.conf");
    var refused = run("package", "s3://lab/slash/run-1", config, "--wait");
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err())
        .contains("There is no object s3://lab/slash/run-1, but a folder of that name.")
        .contains("bindery package s3://lab/slash/run-1/");
    var misspelt = run("package", "s3://lab/slash/run-2", config, "--wait");
    assertThat(misspelt.code()).isEqualTo(ExitCode.FAILED);
    assertThat(misspelt.err())
        .contains("There is no object s3://lab/slash/run-2, and no folder of that name");
    var file = run("package", "s3://lab/slash/file.txt", config, "--name=slash/around", "--wait");
    assertThat(file.code()).isZero();
    assertThat(file.lines().get(3)).isEqualTo("new       2 files (9 bytes)");
  }

  @Test
  void aPackageIsMadeLookedAtChangedAndBroughtElsewhere() throws IOException {
    var metadata = directory.resolve("meta.json");
    Files.writeString(metadata, "{\"instrument\": \"X1\"}");
    fixture.put("lab", "runs/1/reads.txt", "reads");
    fixture.put("lab", "runs/1/old.txt", "old");

    var first =
        run("package", "s3://lab/runs/1/", "--message=first", "--metadata=" + metadata, "--wait");
    assertThat(first.code()).isZero();
    assertThat(first.lines().get(0)).matches("job       [0-9a-f]{32}");
    assertThat(first.lines().get(1)).isEqualTo("package   runs/1 in s3://lab");
    assertThat(first.lines().get(2)).matches("top hash  " + HASH);
    assertThat(first.lines().get(3)).isEqualTo("new       2 files (8 bytes)");
    var before = first.lines().get(2).substring(10);

    var again =
        run("package", "s3://lab/runs/1/", "--message=first", "--metadata=" + metadata, "--wait");
    assertThat(again.code()).isZero();
    assertThat(again.lines().get(3)).isEqualTo("unchanged 2 files (8 bytes)");

    fixture.put("lab", "runs/1/reads.txt", "more reads");
    fixture.put("lab", "runs/1/new.txt", "new");
    fixture.remove("lab", "runs/1/old.txt");
    fixture.awaitNextSecond();
    var second = run("package", "s3://lab/runs/1/", "--message=second", "--wait");
    assertThat(second.code()).isZero();
    var after = second.lines().get(2).substring(10);

    var log = run("log", "s3://lab", "runs/1");
    assertThat(log.code()).isZero();
    assertThat(log.lines()).hasSize(3);
    assertThat(log.lines().get(0)).matches(TIME + "  " + after + "  latest  second");
    assertThat(log.lines().get(1)).matches(TIME + "  " + before + " {10}first");
    assertThat(log.lines().get(2)).startsWith("warning: Bucket lab does not keep versions: ");

    var diff = run("diff", "s3://lab", "runs/1@" + before.substring(0, 8), "runs/1");
    assertThat(diff.code()).isZero();
    assertThat(diff.lines())
        .containsExactly(
            "+ new.txt",
            "- old.txt",
            "~ reads.txt",
            "1 added, 1 removed, 1 modified, 0 with other metadata; other package metadata,"
                + " message or workflow");
    assertThat(run("diff", "s3://lab", "runs/1", "runs/1").lines())
        .containsExactly("no difference");
    var newest = "quilt+s3://lab#package=runs/1@" + after;
    assertThat(second.lines().get(4)).isEqualTo("uri       " + newest);
    assertThat(run("diff", "QUILT+s3://lab#package=runs/1@" + before, newest).lines())
        .isEqualTo(diff.lines());
    assertThat(run("diff", newest, "quilt+s3://lab#package=runs/1:latest").lines())
        .containsExactly("no difference");
    assertThat(run("log", "quilt+s3://lab#package=runs/1").lines()).isEqualTo(log.lines());
    assertThat(run("verify", "s3://lab", newest).lines()).contains("uri       " + newest);
    assertThat(run("rollback", "s3://prod", newest).err()).contains("another registry");
    assertThat(run("verify", newest + "&path=new.txt").err()).contains("leave out &path=");
    assertThat(run("verify", newest, "runs/1").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("verify", "quilt+s3://lab/x#package=runs/1").err())
        .contains("non-bucket-root registries are not supported currently.");

    var back = run("rollback", "s3://lab", "runs/1@" + before);
    assertThat(back.code()).isZero();
    assertThat(back.out()).isEqualToIgnoringNewLines("runs/1: latest is " + before + "\n");
    assertThat(run("log", "s3://lab", "runs/1").lines().get(1))
        .endsWith(before + "  latest  first");

    assertThat(run("rollback", "s3://lab", "runs/1@" + after).code()).isZero();
    var deleted = run("delete-revision", "s3://lab", "runs/1@" + before);
    assertThat(deleted.code()).isZero();
    assertThat(deleted.out())
        .isEqualToIgnoringNewLines(
            "runs/1: removed " + before + " (1 pointer), latest is " + after + "\n");
    // The revision that is left, and the warning of its bucket.
    assertThat(run("log", "s3://lab", "runs/1").lines()).hasSize(2);

    var orphans = run("orphans", "s3://lab");
    assertThat(orphans.code()).isZero();
    assertThat(orphans.lines())
        .containsExactly(
            "2 manifests, 2 pointers: 1 manifest without a pointer, 1 of them younger than 7 days");

    var refused = run("promote", "s3://lab", "runs/1", "s3://prod", "--wait");
    assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .isEqualToIgnoringNewLines(
            "bindery: registry = prod: s3://lab does not name s3://prod as a successor, nor any other"
                + " registry: add it to 'successors' in s3://lab/.quilt/workflows/config.yml, or"
                + " promote to another registry.\n");

    fixture.put(
        "lab",
        ".quilt/workflows/config.yml",
        """
        version: '1'
        is_workflow_required: false
        workflows: {a: {name: A}}
        successors: {'s3://prod': {title: Production}}
        """);
    assertThat(run("promote", "s3://lab", "no/such", "s3://prod").err())
        .contains("Registry s3://lab has no package 'no/such'.");
    var promoted =
        run("promote", "s3://lab", "runs/1", "s3://prod", "--name=released/run-1", "--wait");
    assertThat(promoted.code()).isZero();
    assertThat(promoted.lines().get(1)).isEqualTo("package   released/run-1 in s3://prod");
    assertThat(promoted.lines().get(2)).matches("top hash  " + HASH);
    assertThat(promoted.lines().get(3)).isEqualTo("new       2 files (13 bytes)");
    assertThat(run("verify", "s3://prod", "released/run-1").code()).isZero();
    var named = "quilt+s3://lab#package=runs/1@" + after.substring(0, 12);
    assertThat(run("promote", named, "s3://prod", "--name=released/run-1", "--wait").lines().get(3))
        .isEqualTo("unchanged 2 files (13 bytes)");
  }

  @Test
  void whatCannotBeIsSaidInOneSentence() {
    assertThat(run("package", "s3://elsewhere/a/b/"))
        .isEqualTo(
            new Ran(
                ExitCode.FAILED,
                "",
                "bindery: source_prefix names bucket 'elsewhere', which is not allowed: add it to"
                    + " bindery.packager.sources, or use another bucket."
                    + System.lineSeparator()));
    assertThat(run("package", "s3://lab/nothing/here/", "--wait").err())
        .contains("There is nothing to package: s3://lab/nothing/here/ has no objects.");
    assertThat(run("log", "s3://lab", "no/such"))
        .isEqualTo(
            new Ran(
                ExitCode.FAILED,
                "",
                "bindery: Registry s3://lab has no package 'no/such'." + System.lineSeparator()));
    assertThat(run("log", "s3://lab/folder", "no/such").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("log", "s3://no-such-bucket", "no/such").code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run("rollback", "s3://lab", "no/such").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("diff", "s3://lab", "no/such@012345", "no/such").code())
        .isEqualTo(ExitCode.FAILED);
    assertThat(run("delete-revision", "s3://lab", "no/such@" + "0".repeat(64)).code())
        .isEqualTo(ExitCode.FAILED);
    assertThat(run("promote", "lab", "a/b", "s3://prod").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("promote", "s3://lab", "no/such", "s3://prod").code())
        .isEqualTo(ExitCode.FAILED);
    assertThat(run("orphans", "s3://lab", "--older-than=0").code()).isEqualTo(ExitCode.USAGE);
  }
}
