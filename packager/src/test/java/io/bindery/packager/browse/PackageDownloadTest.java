package io.bindery.packager.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.LocalAws;
import io.bindery.packager.browse.PackageDownload.Progress;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ContentHasher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** A package comes to a directory whole, checked, and to no other place. */
class PackageDownloadTest {
  private static LocalAws local;
  private static AwsClients aws;

  private static ExecutorService pool;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    pool = Executors.newFixedThreadPool(4);
    local = LocalAws.startTemporary();
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    aws = new AwsClients(new AwsSettings("us-east-1", Optional.of(local.endpoint())));
    aws.s3().createBucket(r -> r.bucket("lab")).join();
  }

  @AfterAll
  static void stop() {
    pool.shutdown();
    aws.close();
    local.close();
  }

  /** Files of a new folder are written side by side, and one of them makes it. */
  @Test
  void whoComesSecondToANewFolderWritesIntoIt() throws Exception {
    var target =
        Files.createSymbolicLink(
            directory.resolve("link"), Files.createDirectory(directory.resolve("target")));
    var files = new LocalFiles(target, false);
    files.open();
    for (int round = 0; round < 300; round++) {
      var folder = "new-" + round + "/below/";
      var together = new CyclicBarrier(4);
      var places =
          IntStream.range(0, 4)
              .mapToObj(
                  number ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            try {
                              together.await(1, TimeUnit.MINUTES);
                              return files.place(folder + number);
                            } catch (Exception e) {
                              throw new CompletionException(e);
                            }
                          },
                          pool))
              .toList();
      for (var place : places) {
        assertThat(place.get(1, TimeUnit.MINUTES).getParent()).isDirectory();
      }
    }
  }

  private static void put(String key, byte[] content) {
    aws.s3().putObject(r -> r.bucket("lab").key(key), AsyncRequestBody.fromBytes(content)).join();
  }

  private static String line(String path, String key, byte[] content) {
    var hasher = ContentHasher.create(ChecksumType.SHA256_CHUNKED, content.length);
    hasher.update(content, 0, content.length);
    return "{\"logical_key\": %s, \"physical_keys\": [%s], \"size\": %d, \"hash\": {\"type\": \"sha2-256-chunked\", \"value\": \"%s\"}, \"meta\": {}}"
        .formatted(
            Manifests.json(path),
            Manifests.json("s3://lab/" + key),
            content.length,
            hasher.finish().value());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private PackageDownload.Result get(String path, boolean replace, String... lines)
      throws IOException, InterruptedException {
    try (var index = Manifests.index(spool(), Manifests.manifest(List.of(lines)))) {
      return new PackageDownload(aws.s3(), to(), 3, replace, seen -> {}).run(index, path);
    }
  }

  private Path spool() {
    return directory.resolve("spool");
  }

  private Path to() {
    return directory.resolve("to");
  }

  @Test
  void whatIsThereIsNotReadAgainAndWhatWasCutOffGoesOn() throws Exception {
    var large = new byte[3 << 20];
    new Random(5).nextBytes(large);
    put("large", large);
    put("small", bytes("small"));
    put("empty", new byte[0]);
    var lines =
        new String[] {
          line("a/empty", "empty", new byte[0]),
          line("a/large.bin", "large", large),
          line("é \"q\"", "small", bytes("small"))
        };
    var first = get("", false, lines).progress();
    assertThat(first).isEqualTo(new Progress(3, large.length + 5, 3, large.length + 5, 0, 0, 0));
    assertThat(to().resolve("a/large.bin")).hasBinaryContent(large);
    assertThat(to().resolve("é \"q\"")).hasContent("small");
    // Cut off: the first half is beside it, and the object is gone from S3 but for its second half.
    var part = cutOff(lines[1], large);
    put("large", other(large));
    var second = get("a/", false, lines);
    assertThat(second.problems()).isEmpty();
    assertThat(second.progress().there()).isEqualTo(1);
    assertThat(to().resolve("a/large.bin")).hasBinaryContent(large);
    assertThat(part).doesNotExist();
  }

  /** As a download that ended half-way leaves it. */
  private Path cutOff(String line, byte[] large) throws IOException {
    Files.delete(to().resolve("a/large.bin"));
    try (var index = Manifests.index(spool(), Manifests.manifest(List.of(line)))) {
      var files = new LocalFiles(to(), false);
      var part = files.part(to().resolve("a/large.bin"), index.file("a/large.bin").orElseThrow());
      return Files.write(part, Arrays.copyOf(large, large.length / 2));
    }
  }

  /** The first half was read already: nobody asks for it. */
  private static byte[] other(byte[] large) {
    var other = large.clone();
    Arrays.fill(other, 0, large.length / 2, (byte) 7);
    return other;
  }

  @Test
  void whatIsNotWhatTheManifestSaysIsNotKept() throws Exception {
    put("lie", bytes("truth"));
    put("short", bytes("x"));
    var result =
        get(
            "",
            false,
            line("gone", "no/such", bytes("x")),
            line("lie", "lie", bytes("liars")),
            line("short", "short", bytes("longer")));
    assertThat(result.progress().problems()).isEqualTo(3);
    assertThat(result.problems())
        .extracting(PackageDownload.Problem::path)
        .containsExactlyInAnyOrder("gone", "lie", "short");
    try (var left = Files.list(to())) {
      assertThat(left.filter(it -> !it.getFileName().toString().startsWith(".bindery"))).isEmpty();
    }
  }

  @Test
  void noNameLeavesTheDirectory() throws Exception {
    put("x", bytes("x"));
    var hostile =
        List.of(
            "../out",
            "a/../../out",
            "/etc/x",
            "a//b",
            "a/./b",
            "a/..",
            "nul\0",
            "x".repeat(256),
            ".bindery-part-x");
    for (var name : hostile) {
      assertThatThrownBy(
              () -> get("", false, line("fine", "x", bytes("x")), line(name, "x", bytes("x"))))
          .as(name)
          .hasMessageContaining("1 names cannot be files of a directory, so nothing was written");
      assertThat(to()).doesNotExist();
    }
    assertThatThrownBy(
            () -> get("", false, line("a", "x", bytes("x")), line("a/b", "x", bytes("x"))))
        .hasMessageContaining("'a' is a file as well");
    assertThatThrownBy(() -> get("no/such", false, line("a", "x", bytes("x"))))
        .hasMessageContaining("nothing at 'no/such'");
  }

  @Test
  void linksInTheDirectoryAreNotFollowed() throws Exception {
    put("x", bytes("x"));
    var outside = Files.createDirectory(directory.resolve("outside"));
    Files.createDirectories(to());
    Files.createSymbolicLink(to().resolve("folder"), outside);
    Files.createSymbolicLink(to().resolve("file"), outside.resolve("file"));
    var result = get("", true, line("folder/f", "x", bytes("x")), line("file", "x", bytes("x")));
    assertThat(result.problems())
        .extracting(PackageDownload.Problem::path)
        .containsExactly("folder/f");
    assertThat(outside).isEmptyDirectory();
    assertThat(Files.isSymbolicLink(to().resolve("file"))).isFalse();
    assertThat(to().resolve("file")).hasContent("x");
  }

  @Test
  void manyFilesAreCountedAsTheyCome() throws Exception {
    put("x", bytes("x"));
    var lines = new ArrayList<String>();
    for (int i = 0; i < 200; i++) {
      lines.add(line("many/%03d".formatted(i), "x", bytes("x")));
    }
    var last = new AtomicReference<Progress>();
    try (var index = Manifests.index(spool(), Manifests.manifest(lines))) {
      new PackageDownload(aws.s3(), to(), 8, false, last::set).run(index, "many");
    }
    assertThat(last.get()).isEqualTo(new Progress(200, 200, 200, 200, 0, 0, 0));
  }
}
