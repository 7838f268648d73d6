package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MapCache;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Files that are added to packages. */
class EnhancementsTest extends AssemblyFixture {
  private static final PackageDescription FOLDER =
      PackageDescription.of(new SourceFolder("lab", "exp/run 1/"));

  private static final String ALL_ON =
      "[{ bucket = lab, enhance { readme = on, summary = on, ignore-file = on } }]";

  private record Made(String topHash, Map<String, ManifestEntry> entries) {}

  private Made assemble(String policies) throws IOException {
    var manifest =
        Assembling.assembler(
                kit.system(),
                s3,
                new MapCache(),
                Spool.open(directory),
                Assembling.PLAIN,
                policies(policies))
            .start(FOLDER)
            .result()
            .toCompletableFuture()
            .join();
    var entries = new TreeMap<String, ManifestEntry>();
    try (var reader = ManifestReader.open(Files.newInputStream(manifest.path()))) {
      for (var entry = reader.nextEntry(); entry.isPresent(); entry = reader.nextEntry()) {
        entries.put(entry.get().key().value(), entry.get());
      }
    }
    return new Made(manifest.summary().topHash().value(), entries);
  }

  private void put(String key, String content) {
    s3.put("lab", "exp/run 1/" + key, "null", content.getBytes(StandardCharsets.UTF_8));
  }

  private String text(ManifestEntry entry) {
    var uri = entry.physicalKey();
    return new String(s3.content(uri.bucket(), uri.key()).orElseThrow(), StandardCharsets.UTF_8);
  }

  private void putARun() {
    s3.unversioned.add("lab");
    put("reads/a_R1.fastq.gz", "x".repeat(1_234_567));
    put("reads/a_R2.fastq.gz", "x".repeat(1_000));
    put("plots/2.png", "p");
    put("plots/1.png", "p");
    put("plots/3.PNG", "p");
    put("plots/deep/4.png", "p");
    put("report.html", "<h1>");
    put("tables/counts.csv", "a,b");
    put("notes|draft`s", "odd");
    put(".DS_Store", "junk");
  }

  @Test
  void aFolderWithoutAnyGetsAReadmeASummaryAndAnIgnoreFile() throws IOException {
    putARun();
    s3.modified =
        key ->
            Instant.parse(key.contains("reads") ? "2026-11-18T23:59:59Z" : "2026-11-20T00:00:00Z");

    var made = assemble(ALL_ON);

    assertThat(made.entries().keySet())
        .contains("README.md", "quilt_summarize.json", ".quiltignore", "notes|draft`s")
        // The ignore file that is added holds for the package that it is added to.
        .doesNotContain(".DS_Store");
    assertThat(text(made.entries().get("README.md"))).isEqualTo(resource("readme.md"));
    assertThat(text(made.entries().get("quilt_summarize.json")))
        .isEqualTo(
            """
            [
              {"path": "report.html", "title": "report.html", "expand": true},
              [{"path": "plots/1.png", "title": "plots/1.png"}, {"path": "plots/2.png", "title": "plots/2.png"}, {"path": "plots/3.PNG", "title": "plots/3.PNG"}],
              {"path": "plots/deep/4.png", "title": "plots/deep/4.png"},
              {"path": "tables/counts.csv", "title": "tables/counts.csv", "types": ["perspective"]}
            ]
            """);
    assertThat(text(made.entries().get(".quiltignore"))).startsWith(".DS_Store\n._*\n");
    assertThat(s3.keys("lab", ".bindery/"))
        .hasSize(3)
        .allMatch(
            key -> key.matches("\\.bindery/packages/exp/run-1/[0-9a-f]{64}/[A-Za-z_.]+"), "place");
    assertThat(s3.keys("lab", "exp/")).hasSize(10);
  }

  private static String resource(String name) throws IOException {
    try (var in = EnhancementsTest.class.getResourceAsStream("enhanced/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theSameFolderGivesTheSamePackageAndWritesNothingAnew() throws IOException {
    putARun();
    var first = assemble(ALL_ON);
    s3.beforeWrite =
        key -> {
          if (!key.startsWith(".bindery/")) {
            throw new AssertionError("written: " + key);
          }
        };
    s3.afterWrite =
        key -> {
          throw new AssertionError("written anew: " + key);
        };

    assertThat(assemble(ALL_ON)).isEqualTo(first);
  }

  @Test
  void whatSomebodyChangedIsWrittenOnceMore() throws IOException {
    putARun();
    var first = assemble(ALL_ON);
    var key = first.entries().get("README.md").physicalKey().key();
    s3.put("lab", key, "null", "forged".getBytes(StandardCharsets.UTF_8));

    var second = assemble(ALL_ON);

    assertThat(second).isEqualTo(first);
    assertThat(text(second.entries().get("README.md"))).startsWith("# exp/run-1\n");
  }

  @Test
  void whatUsersHaveIsNeverReplaced() throws IOException {
    put("readme.TXT", "mine");
    put("quilt_summarize.json", "[]");
    put(".quiltignore/odd", "a folder of this name");
    put("a.csv", "1");

    var made = assemble(ALL_ON);

    assertThat(made.entries().keySet())
        .containsExactly(".quiltignore/odd", "a.csv", "quilt_summarize.json", "readme.TXT");
    assertThat(text(made.entries().get("quilt_summarize.json"))).isEqualTo("[]");
    assertThat(s3.keys("lab", ".bindery/")).isEmpty();
  }

  @Test
  void whatIsExcludedIsNotAddedEither() throws IOException {
    put("a.csv", "1");
    put("README.md", "mine");

    var made =
        assemble("[{ bucket = lab, exclude = [\"*.md\"], enhance { readme = on, summary = on } }]");

    assertThat(made.entries().keySet()).containsExactly("a.csv", "quilt_summarize.json");
  }

  @Test
  void eachIsSwitchedByItselfAndOffByDefault() throws IOException {
    put("a.csv", "1");

    assertThat(assemble("[{ bucket = lab }]").entries().keySet()).containsExactly("a.csv");
    var made =
        assemble(
            """
            [{ bucket = lab, match = "exp/(?P<run>.*)/", enhance {
                 readme = on
                 readme-template = "{group.run}: {files}, {size}, {uploaded|no day}, {workflow|none}, {source}"
                 ignore-file = on, ignore-lines = ["*.tmp"] } }]
            """);
    assertThat(made.entries().keySet()).containsExactly(".quiltignore", "README.md", "a.csv");
    assertThat(text(made.entries().get("README.md")))
        .isEqualTo("run 1: 1 file, 1 byte, 2026-11-20, none, s3://lab/exp/run%201/");
    assertThat(text(made.entries().get(".quiltignore"))).isEqualTo("*.tmp\n");
  }
}
