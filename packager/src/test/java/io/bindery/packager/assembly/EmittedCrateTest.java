package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.assembly.CrateSettings.Contents;
import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MapCache;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** RO-Crates that are added to packages. */
class EmittedCrateTest extends AssemblyFixture {
  private static final String CRATE = "ro-crate-metadata.json";
  private static final String ON = "[{ bucket = lab, emit-crate = on }]";
  private int emitFiles = 1000;

  private record Made(String topHash, Map<String, ManifestEntry> entries, List<String> warnings) {}

  private static PackageDescription folder(
      String prefix, String batch, Optional<S3Uri> metadataUri) {
    return new PackageDescription(
        new SourceFolder("lab", prefix),
        "lab",
        PackageName.forDescription("exp/run-1"),
        metadataUri.isPresent()
            ? Optional.empty()
            : Optional.of((JsonObject) Json.parse("{\"creator\": \"Ada\", \"study\": 7}")),
        metadataUri,
        WorkflowChoice.UNSPECIFIED,
        Optional.empty(),
        Optional.of(batch));
  }

  private Made assemble(String policies, PackageDescription description) throws IOException {
    var settings = Assembling.PLAIN;
    var running =
        Assembling.assembler(
                kit.system(),
                s3,
                new MapCache(),
                Spool.open(directory),
                new AssemblySettings(
                    settings.allowEmpty(),
                    settings.badKeys(),
                    settings.lanes(),
                    settings.reads(),
                    settings.hashing(),
                    settings.workflows(),
                    settings.named(),
                    settings.descriptions(),
                    new CrateSettings(Contents.LISTED, 64 << 20, emitFiles)),
                policies(policies))
            .start(description);
    var manifest = running.result().toCompletableFuture().join();
    var entries = new TreeMap<String, ManifestEntry>();
    try (var reader = ManifestReader.open(Files.newInputStream(manifest.path()))) {
      for (var entry = reader.nextEntry(); entry.isPresent(); entry = reader.nextEntry()) {
        entries.put(entry.get().key().value(), entry.get());
      }
    }
    manifest.discard();
    try (var left = Files.list(directory)) {
      assertThat(left).as("temporary files").isEmpty();
    }
    return new Made(
        manifest.summary().topHash().value(),
        entries,
        running.progress().get().warnings().stream()
            .filter(it -> !it.contains("versions"))
            .toList());
  }

  private Made assemble(String policies) throws IOException {
    return assemble(policies, folder("exp/run 1/", "batch-1", Optional.empty()));
  }

  private void put(String key, String content) {
    s3.put("lab", key, "null", content.getBytes(StandardCharsets.UTF_8));
  }

  private void putARun() {
    s3.unversioned.add("lab");
    put("exp/run 1/reads/a b.fastq.gz", "reads");
    put("exp/run 1/reads/#2.fastq.gz", "more reads");
    put("exp/run 1/zz.csv", "a,b");
    put("exp/run 1/.DS_Store", "junk");
  }

  private String text(ManifestEntry entry) {
    var uri = entry.physicalKey();
    return new String(s3.content(uri.bucket(), uri.key()).orElseThrow(), StandardCharsets.UTF_8);
  }

  @Test
  void aPackageGetsACrateOfAllItsOtherEntries() throws IOException {
    putARun();

    var made =
        assemble("[{ bucket = lab, emit-crate = on, enhance { readme = on, ignore-file = on } }]");

    assertThat(made.entries().keySet())
        .containsExactly(
            ".quiltignore",
            "README.md",
            "reads/#2.fastq.gz",
            "reads/a b.fastq.gz",
            CRATE,
            "zz.csv");
    assertThat(text(made.entries().get(CRATE)))
        .contains(
            "\"identifier\": \"batch-1\", \"startTime\": \"2026-11-20T09:00:00Z\"",
            "\"hasPart\": [{\"@id\": \".quiltignore\"}, {\"@id\": \"README.md\"}, {\"@id\":"
                + " \"reads/%232.fastq.gz\"}, {\"@id\": \"reads/a%20b.fastq.gz\"}, {\"@id\":"
                + " \"zz.csv\"}]",
            "\"Ada\"");
    assertThat(made.warnings()).isEmpty();
    // No rule for crates that are written, of Quilt or of Bindery, is to see it.
    assertThat(s3.keys("lab", ".bindery/")).hasSize(3).noneMatch(key -> key.endsWith(CRATE));
  }

  @Test
  void theReaderOfCratesMakesTheSameEntriesOfIt() throws IOException {
    putARun();
    var policies = "[{ bucket = lab, emit-crate = on, enhance { readme = on, ignore-file = on } }]";
    var made = assemble(policies);
    // The package as somebody installs it elsewhere.
    made.entries().forEach((key, entry) -> put("copy/" + key, text(entry)));

    var again =
        assemble(
            policies, folder("copy/", "batch-9", Optional.of(S3Uri.of("lab", "copy/" + CRATE))));

    assertThat(again.entries().keySet()).isEqualTo(made.entries().keySet());
    made.entries()
        .forEach(
            (key, entry) -> {
              assertThat(again.entries().get(key).hash()).as(key).isEqualTo(entry.hash());
              assertThat(again.entries().get(key).size()).as(key).isEqualTo(entry.size());
            });
    assertThat(text(again.entries().get(CRATE))).isEqualTo(text(made.entries().get(CRATE)));
  }

  @Test
  void theSameContentKeepsItsCrateWheneverItIsUploadedAgain() throws IOException {
    putARun();
    var first = assemble(ON);
    s3.modified = key -> Instant.parse("2027-01-01T00:00:00Z");
    s3.afterWrite =
        key -> {
          throw new AssertionError("written anew: " + key);
        };

    var second = assemble(ON, folder("exp/run 1/", "batch-2", Optional.empty()));

    assertThat(second).isEqualTo(first);
    assertThat(text(second.entries().get(CRATE))).contains("batch-1").doesNotContain("batch-2");
  }

  @Test
  void otherContentGetsAnotherCrate() throws IOException {
    putARun();
    var first = assemble(ON);
    put("exp/run 1/zz.csv", "a,c");

    var second = assemble(ON, folder("exp/run 1/", "batch-2", Optional.empty()));

    assertThat(second.entries().get(CRATE).physicalKey())
        .isNotEqualTo(first.entries().get(CRATE).physicalKey());
    assertThat(text(second.entries().get(CRATE))).contains("batch-2");
  }

  @Test
  void whatSomebodyChangedIsWrittenOnceMore() throws IOException {
    putARun();
    var first = assemble(ON);
    var crate = first.entries().get(CRATE);
    var good = text(crate);
    for (var forged :
        List.of(
            "",
            "forged",
            good.replace("zz.csv", "xx.csv"),
            good + "\n",
            good.replace("Packaging by Bindery", "Packaging by a thief"),
            "x".repeat(100_000) + good)) {
      put(crate.physicalKey().key(), forged);

      assertThat(assemble(ON)).isEqualTo(first);
      assertThat(text(crate)).isEqualTo(good);
    }
  }

  @Test
  void theCrateOfAUserStaysAndTheJobTells() throws IOException {
    putARun();
    put("exp/run 1/" + CRATE, "{\"mine\": true}");

    var made = assemble(ON);

    assertThat(text(made.entries().get(CRATE))).isEqualTo("{\"mine\": true}");
    assertThat(s3.keys("lab", ".bindery/")).isEmpty();
    assertThat(made.warnings())
        .containsExactly(
            "The folder has an RO-Crate of its own, which stays as it is: emit-crate adds none"
                + " beside it.");
  }

  @Test
  void aCrateByItsOlderNameIsOneAndManyOtherFilesHideNone() throws IOException {
    putARun();
    put("exp/run 1/" + CRATE + "ld", "{\"mine\": true}");
    assertThat(assemble(ON).entries().keySet()).contains(CRATE + "ld").doesNotContain(CRATE);

    s3.remove("lab", "exp/run 1/" + CRATE + "ld");
    put("exp/run 1/" + CRATE, "{\"mine\": true}");
    for (char a = 'A'; a <= 'Z'; a++) {
      for (char b = 'A'; b <= 'Z'; b++) {
        put("exp/run 1/" + a + b + ".md", "x");
        put("exp/run 1/" + a + b + "-2.md", "x");
      }
    }
    assertThat(text(assemble(ON).entries().get(CRATE))).isEqualTo("{\"mine\": true}");
  }

  @Test
  void itIsOffByDefaultAndWhatIsExcludedIsNotAdded() throws IOException {
    putARun();

    assertThat(assemble("[{ bucket = lab }]").entries().keySet()).doesNotContain(CRATE);
    assertThat(
            assemble("[{ bucket = lab, emit-crate = on, exclude = [\"*.json\"] }]")
                .entries()
                .keySet())
        .doesNotContain(CRATE);
    assertThat(s3.keys("lab", ".bindery/")).isEmpty();
  }

  @Test
  void aLargePackageIsListedByItsTopAndOneWithALargeTopHasNoCrate() throws IOException {
    putARun();
    emitFiles = 3;

    var byTop = assemble(ON);

    assertThat(text(byTop.entries().get(CRATE)))
        .contains(
            "\"hasPart\": [{\"@id\": \".DS_Store\"}, {\"@id\": \"reads/\"}, {\"@id\":"
                + " \"zz.csv\"}]");
    emitFiles = 2;
    var none = assemble(ON);
    assertThat(none.entries().keySet()).doesNotContain(CRATE).hasSize(4);
    assertThat(none.warnings())
        .singleElement()
        .asString()
        .contains("no ro-crate-metadata.json", "too many files and folders");
  }
}
