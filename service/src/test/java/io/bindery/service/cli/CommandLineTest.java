package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  private static final String EMPTY_PACKAGE =
      "{\"version\": \"v0\", \"user_meta\": null, \"message\": null}\n";

  @TempDir Path directory;

  private record Outcome(int exitCode, String out, String err) {}

  @Test
  void asynchronousStepsDoNotStartThreadsOnSmallMachines() {
    // Else each answer of Akka's Java API is a thread of its own; the tests' JVM says so itself.
    assertThat(ForkJoinPool.getCommonPoolParallelism()).isGreaterThan(1);
    var given = System.getProperty(Bindery.PARALLELISM);
    try {
      System.clearProperty(Bindery.PARALLELISM);
      Bindery.useFewThreads(3);
      assertThat(System.getProperty(Bindery.PARALLELISM)).isNull();
      Bindery.useFewThreads(2);
      assertThat(System.getProperty(Bindery.PARALLELISM)).isEqualTo("2");
      System.setProperty(Bindery.PARALLELISM, "7");
      Bindery.useFewThreads(1);
      assertThat(System.getProperty(Bindery.PARALLELISM)).isEqualTo("7");
    } finally {
      System.setProperty(Bindery.PARALLELISM, given);
    }
  }

  @Test
  void helpNamesCommandsAndExitCodes() {
    var outcome = run("--help");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("serve", "verify", "top-hash", "Exit codes:", "a setting is wrong");
    for (var command : new String[] {"serve", "verify", "top-hash"}) {
      assertThat(run(command, "--help").out()).contains("Usage: bindery " + command, "--debug");
    }
  }

  @Test
  void helpGroupsCommandsAndEachHasAnExample() {
    assertThat(run("--help").out())
        .containsSubsequence("Run it:", "serve", "Packages:", "package", "verify")
        .containsSubsequence("AWS Data Exchange:", "publish", "publications", "Batches:")
        .containsSubsequence("dry-run", "Operate:", "orphans")
        .containsOnlyOnce("  verify ");
    for (var command : Bindery.commandLine().getSubcommands().keySet()) {
      assertThat(run(command, "--help").out())
          .as(command)
          .contains("Example:")
          .contains("  bindery " + command);
    }
  }

  @Test
  void versionNamesOursAndTheOnesThatMatter() {
    assertThat(run("--version").out())
        .matches("bindery \\d+\\.\\d+\\.\\d+ \\(Akka 2\\.8\\.5, Java \\d+\\)\\R");
  }

  @Test
  void aWrongCommandLineIsToldInOneSentence() {
    var unknown = run("frobnicate");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).startsWith("bindery: Unmatched argument at index 0: 'frobnicate'");
    var none = run();
    assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).startsWith("bindery: Say which command to run.");
    assertThat(run("verify").err()).startsWith("bindery: Missing required parameter");
  }

  @Test
  void printsTheTopHashOfAManifest() throws IOException {
    var outcome = run("top-hash", file(EMPTY_PACKAGE));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .isEqualTo(
            "fb53faf10edc3c9cc234f362c1a57d702213e869a20b887d9f6ed5439c936513%n".formatted());
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void saysWhatIsWrongWithABadManifest() throws IOException {
    var entry =
        "{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": -1,"
            + " \"hash\": {\"type\": \"SHA256\", \"value\": \"00\"}, \"meta\": {}}\n";
    var outcome = run("top-hash", file(EMPTY_PACKAGE + entry));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("bindery: ")
        .contains("line 2", "'size'")
        .doesNotContain("\tat ")
        .hasLineCount(1);
    assertThat(run("--debug", "top-hash", file(EMPTY_PACKAGE + entry)).err()).contains("\tat ");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    var outcome = run("top-hash", directory.resolve("none").toString());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(outcome.err()).contains("none is not there or not readable.");
  }

  @Test
  void verifyChecksItsArgumentsBeforeAnything() {
    assertThat(run("verify", "lab", "a/b").err())
        .isEqualTo(
            "bindery: 'lab' is not a registry: write the bucket as s3://BUCKET.%n".formatted());
    assertThat(run("verify", "s3://lab/folder/", "a/b").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("verify", "s3://lab", "no-slash").err()).contains("no-slash");
    assertThat(run("verify", "s3://lab", "a/b@xyz").err()).contains("xyz");
  }

  @Test
  void textsOfManifestsAreCheckedBeforeAwsIsThoughtOf() throws IOException {
    var config =
        Files.writeString(
            directory.resolve("no-aws.conf"),
            "bindery.aws.endpoint = \"no address\", bindery.exchange.sources = [lab]");
    var manifest =
        "{\"asset_list\": [{\"Bucket\": \"lab\", \"Key\": \"a\"}], \"dataset_id\": \"%s\"}";
    var wrong =
        run("publish", "--dry-run", file(manifest.formatted("short")), "--config=" + config);
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(wrong.err()).contains("1 thing is wrong", "dataset_id: 'short' is not allowed");
    // A good one is looked at, and only then it counts who asks.
    var good =
        run(
            "publish",
            "--dry-run",
            file(manifest.formatted("a1b2".repeat(8))),
            "--config=" + config);
    assertThat(good.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(good.err()).contains("bindery.aws.endpoint");
    var none = run("publish", "--dry-run", directory.resolve("no.json").toString());
    assertThat(none.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(none.err()).contains("There is no file");
  }

  @Test
  void aPublicationsArgumentsAreCheckedBeforeAnything() throws IOException {
    var nobody = "--url=http://127.0.0.1:9";
    assertThat(run("publish", "s3://lab/", nobody).err()).contains("s3://lab/ is no object");
    assertThat(run("publish", "s3://lab/a", "--dry-run", "--again").exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("publication", "show", "a/../b", nobody).err())
        .contains("'a/../b' is no id of a publication");
    assertThat(run("publication", "revoke", "abc", nobody).err())
        .contains("Missing required option: '--comment=TEXT'");
    var asked = run("publish", file("{}"), nobody);
    assertThat(asked.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(asked.err()).contains("does not answer; is it running?");
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("manifest.jsonl"), content).toString();
  }

  private static Outcome run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
