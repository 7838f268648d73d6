package io.bindery.packager.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.localaws.LocalAws;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * Exports in a JVM of their own, without Hadoop: of a manifest of a million entries in a heap of
 * 512 MiB, and killed again and again.
 */
@Tag("chaos")
class LargeExportTest {
  private static final int ENTRIES = Integer.getInteger("bindery.entries", 1_000_000);
  private static final int KILLS = Integer.getInteger("bindery.kills", 20);

  /** So that there are many packs; entries. */
  private static final long PACK = 30_000;

  @TempDir Path directory;

  private LocalAws local;
  private AwsClients aws;

  @BeforeEach
  void start() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    local = LocalAws.startTemporary();
    aws = new AwsClients(new AwsSettings("us-east-1", Optional.of(local.endpoint())));
    var unused = aws.s3().createBucket(it -> it.bucket("lab")).join();
  }

  @AfterEach
  void stop() {
    aws.close();
    local.close();
  }

  private void put(String key, Path file) {
    var unused =
        aws.s3().putObject(it -> it.bucket("lab").key(key), AsyncRequestBody.fromFile(file)).join();
  }

  private void manifest(int number, int entries) throws IOException {
    var file = directory.resolve("manifest");
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write("{\"version\": \"v0\", \"user_meta\": null, \"message\": \"m\"}\n");
      for (int i = 0; i < entries; i++) {
        out.write(
            "{\"logical_key\": \"plate-%03d/well-%07d/image.ome.tiff\", \"physical_keys\": [\"s3://lab/runs/%d/plate-%03d/well-%07d/image.ome.tiff?versionId=%032x\"], \"size\": %d, \"hash\": {\"type\": \"sha2-256-chunked\", \"value\": \"%043d=\"}, \"meta\": {}}%n"
                .formatted(i % 1000, i, number, i % 1000, i, i * 31L + number, i * 7L, i));
      }
    }
    put(".quilt/packages/%064x".formatted(number), file);
  }

  private Process export(Path target, Path output, long packEntries) throws IOException {
    var classPath =
        Arrays.stream(System.getProperty("java.class.path").split(":"))
            .filter(path -> !path.contains("hadoop-common") && !path.contains("duckdb"))
            .collect(Collectors.joining(":"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Daws.accessKeyId=test",
            "-Daws.secretAccessKey=test",
            "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
            "-cp",
            classPath,
            LargeExportMain.class.getName(),
            local.endpoint().toString(),
            "lab",
            target.toString(),
            Long.toString(packEntries))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private String whole(Path target, long packEntries) throws Exception {
    var output = directory.resolve("output");
    var process = export(target, output, packEntries);
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("it ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    var said = Files.readString(output, StandardCharsets.UTF_8);
    System.out.println(said);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static List<String> read(Path target) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) || ' ' || count(DISTINCT (top_hash, logical_key)) || ' ' || sum(size) || ' ' || bit_xor(hash(e)) FROM '%s/entry/*.parquet' e"
                    .formatted(target))) {
      assertThat(row.next()).isTrue();
      return List.of(row.getString(1).split(" "));
    }
  }

  @Test
  void aMillionEntriesFitIntoASmallHeap() throws Exception {
    manifest(1, ENTRIES);
    var target = directory.resolve("tables");

    assertThat(whole(target, TablesExport.LIMITS.entries()))
        .contains("1 manifests, " + ENTRIES + " entries");

    assertThat(read(target).subList(0, 2))
        .containsExactly(Integer.toString(ENTRIES), Integer.toString(ENTRIES));
  }

  /** How many packs there are by now, whether they count or not. */
  private static long files(Path target) throws IOException {
    var folder = target.resolve("entry");
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void killedAgainAndAgainItGivesTheSameTables() throws Exception {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    System.out.println("-Dbindery.seed=" + seed);
    var random = new Random(seed);
    for (int i = 1; i <= 30; i++) {
      manifest(i, 10_000 - i);
    }
    var expected = directory.resolve("expected");
    var unused = whole(expected, PACK);
    var target = directory.resolve("tables");
    for (int kill = 0; kill < KILLS; kill++) {
      var process = export(target, directory.resolve("output"), PACK);
      long enough = files(target) + random.nextInt(3);
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> files(target) >= enough || !process.isAlive());
      if (!process.waitFor(random.nextInt(1500), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    assertThat(whole(target, PACK)).as("gone on with").doesNotContain("30 manifests");

    assertThat(read(target)).isEqualTo(read(expected));
  }
}
