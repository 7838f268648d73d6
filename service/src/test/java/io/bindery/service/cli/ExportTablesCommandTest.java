package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.localaws.LocalAws;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * The command {@code export tables}, on an S3 and nothing else. The class path is that of
 * production, without Hadoop: what Parquet loads is there.
 */
class ExportTablesCommandTest {
  private static final String ENTRY =
      """
      {"logical_key": "a", "physical_keys": ["s3://b/a"], "size": 1, "hash": null, "meta": {}}
      """;

  @TempDir static Path directory;

  private static LocalAws local;
  private static AwsClients aws;

  /** What a command wrote and how it ended. */
  private record Ran(int code, String out, String err) {}

  @BeforeAll
  static void start() throws IOException {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    local = LocalAws.startTemporary();
    aws = new AwsClients(new AwsSettings("us-east-1", Optional.of(local.endpoint())));
    for (var bucket : List.of("lab", "tables")) {
      var unused = aws.s3().createBucket(it -> it.bucket(bucket)).join();
    }
    Files.writeString(
        directory.resolve("my.conf"), "bindery.aws.endpoint = \"" + local.endpoint() + "\"");
    put(".quilt/packages/" + "a".repeat(64), "{\"version\": \"v0\"}\n" + ENTRY);
    put(".quilt/named_packages/lab/one/1700000000", "a".repeat(64));
    put(".quilt/named_packages/lab/one/latest", "a".repeat(64));
  }

  @AfterAll
  static void stop() {
    aws.close();
    local.close();
  }

  private static void put(String key, String text) {
    var unused =
        aws.s3()
            .putObject(it -> it.bucket("lab").key(key), AsyncRequestBody.fromString(text))
            .join();
  }

  private static Ran run(String... arguments) {
    var all = new ArrayList<>(List.of("export"));
    all.addAll(List.of(arguments));
    if (arguments.length > 0) {
      all.add("--config=" + directory.resolve("my.conf"));
    }
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    System.out.printf("$ bindery %s%n%s%s[%d]%n", String.join(" ", all), out, err, code);
    return new Ran(code, out.toString(), err.toString());
  }

  @Test
  void aRegistryIsExportedAndLaterWhatIsNew() throws Exception {
    assertThat(Thread.currentThread().getContextClassLoader().getResource("org/apache/hadoop"))
        .as("Hadoop on the class path")
        .isNull();
    var target = directory.resolve("tables");

    var first = run("tables", "s3://lab", "--to", target.toString());

    assertThat(first.code()).isZero();
    assertThat(first.out())
        .isEqualTo(
            """
            registry   s3://lab
            tables     %s
            revisions  1
            manifests  1 (1 new)
            entries    1 new
            """
                .formatted(target));
    assertThat(run("tables", "s3://lab", "--to", target.toString()).out())
        .contains("manifests  1 (0 new)", "Nothing has changed since the last export.");
    for (var table : List.of("revision", "tag", "manifest", "entry")) {
      try (var files = Files.list(target.resolve(table))) {
        assertThat(files).as(table).singleElement().asString().endsWith(".parquet");
      }
    }

    put(".quilt/packages/" + "b".repeat(64), "not JSON");
    put(".quilt/named_packages/lab/two\u001b[31m/latest", "no hash");
    var broken = run("tables", "s3://lab", "--to=s3://tables/of-lab");
    assertThat(broken.code()).isEqualTo(ExitCode.FAILED);
    assertThat(broken.out())
        .contains("manifests  1 (1 new)")
        .contains(".quilt/packages/" + "b".repeat(64) + ": ")
        .contains(".quilt/named_packages/lab/two")
        .doesNotContain("\u001b");
    assertThat(broken.err())
        .isEqualTo(
            "bindery: 2 objects of s3://lab could not be exported; all others are in the tables.\n");
    var objects = aws.s3().listObjectsV2(it -> it.bucket("tables").prefix("of-lab/")).join();
    assertThat(objects.contents()).hasSize(5);
  }

  @Test
  void whatCannotBeIsRefusedInWords() throws Exception {
    var file = Files.writeString(directory.resolve("file"), "");
    var unwritable = run("tables", "s3://lab", "--to", file.toString());
    assertThat(unwritable.code()).isEqualTo(ExitCode.FAILED);
    assertThat(unwritable.err()).contains("Cannot write to " + file);

    var absent = run("tables", "s3://absent", "--to", directory.resolve("none").toString());
    assertThat(absent.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(absent.err()).contains("There is no bucket s3://absent");
    var noTarget = run("tables", "s3://lab", "--to", "s3://absent/x/");
    assertThat(noTarget.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(noTarget.err()).contains("There is no bucket s3://absent");

    for (var wrong : List.of("s3://lab", "s3://lab/.quilt/packages/", "http://x", "s3://", " ")) {
      var refused = run("tables", "s3://lab", "--to", wrong);
      assertThat(refused.code()).as(wrong).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err()).contains(wrong);
    }
    assertThat(run("tables", "s3://lab").code()).isEqualTo(ExitCode.USAGE);
    var none = run();
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("Say what to export: tables.");
  }
}
