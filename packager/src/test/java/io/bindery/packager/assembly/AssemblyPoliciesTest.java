package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What policies, ignore files and metadata files make of a package. */
class AssemblyPoliciesTest extends FolderFixture {
  @Test
  void whatThePolicyOrTheIgnoreFileExcludesIsNotEvenRead() throws IOException {
    put("exp/.quiltignore", "*.tmp\nlogs\n!keep.tmp\n");
    put("exp/a.txt", "a");
    put("exp/b.tmp", "b");
    put("exp/keep.tmp", "k");
    put("exp/logs/1/x.log", "l");
    put("exp/raw/1.bin", "r");
    put("exp/raw//broken", "a key that no package can hold");

    assertThatThrownBy(() -> keys("[]")).satisfies(FolderFixture::isLasting);
    s3.remove("lab", "exp/raw//broken");
    assertThat(keys("[]")).hasSize(6);
    put("exp/raw//broken", "a key that no package can hold");
    int before = s3.reads.get();
    assertThat(keys("[{bucket = lab, exclude = [\"**/x.log\", raw], ignore-file = quilt}]"))
        .containsExactly(".quiltignore", "a.txt");
    assertThat(s3.reads).hasValue(before + 1);
    assertThat(keys("[{bucket = lab, exclude = raw, ignore-file = gitignore}]"))
        .containsExactly(".quiltignore", "a.txt", "keep.tmp");
    s3.remove("lab", "exp/raw//broken");
    assertThat(keys("[{bucket = lab, prefix = \"other/**\", exclude = raw}]")).hasSize(6);
    assertThat(keys("[{bucket = lab, prefix = \"e*\", exclude = raw}]")).hasSize(5);
  }

  private String header(String policies, String description) throws IOException {
    var manifest =
        assembler(Spool.open(directory), "[{bucket = lab, " + policies + "}]")
            .start(PackageDescription.parse(description))
            .result()
            .toCompletableFuture()
            .join();
    return Files.readAllLines(manifest.path()).get(0);
  }

  @Test
  void metadataIsMergedFromWeakestToStrongest() throws IOException {
    var policy =
        """
        match = "(?P<project>[^/]+)/", metadata { a = "t{group.project}", b = t, c = t, d = t, deep { x = [1, "{package}"] } },
        metadata-files = [m.yaml, m.csv, none.json], ro-crate = on
        """;
    var description = "{\"source_prefix\": \"s3://lab/exp/\", \"metadata\": {\"d\": 4}}";
    put("exp/m.yaml", "b: 2\nc: 2\nd: 2\n");
    put("exp/m.csv", "c,d\n3,3\n");
    assertThat(header(policy, description))
        .contains(
            "\"user_meta\": {\"a\": \"texp\", \"b\": 2, \"c\": \"3\", \"d\": 4,"
                + " \"deep\": {\"x\": [1, \"package/exp\"]}}");

    put(
        "exp/ro-crate-metadata.json",
        "{\"@graph\": [{\"@id\": \"ro-crate-metadata.json\", \"about\": {\"@id\": \"./\"}},"
            + " {\"@id\": \"./\", \"name\": \"Run\"}]}");
    assertThat(header("ro-crate = on", description))
        .contains("\"user_meta\": {\"ro_crate\": {\"name\": \"Run\"}, \"d\": 4}");
    assertThat(header("ro-crate = off", "{\"source_prefix\": \"s3://lab/exp/\"}"))
        .contains("\"user_meta\": null");
  }

  /** A file that is written with many blanks says less than it weighs. */
  @Test
  void metadataIsMeasuredByTheRecordItMakesAndNotByItsFile() throws IOException {
    var description =
        "{\"source_prefix\": \"s3://lab/exp/\", \"metadata_uri\": \"s3://lab/exp/meta.json\"}";
    put("exp/meta.json", spaced(900_000, 300_000));
    assertThat(header("ro-crate = off", description)).hasSizeBetween(900_000, 1_000_000);
    put("exp/meta.json", spaced(1_000_000, 0));
    assertThatThrownBy(() -> header("ro-crate = off", description))
        .satisfies(FolderFixture::isLasting)
        .hasMessageContaining("more than the 1000000 allowed");

    // Of a crate the summary is kept, whatever else is in it.
    put(
        "exp/ro-crate-metadata.json",
        "{\"@graph\": [{\"@id\": \"ro-crate-metadata.json\", \"about\": {\"@id\": \"./\"}},"
            + " {\"@id\": \"./\", \"name\": \"Run\"},"
            + " {\"@id\": \"#task\", \"x\": \""
            + "x".repeat(2_000_000)
            + "\"}]}");
    assertThat(header("ro-crate = on", "{\"source_prefix\": \"s3://lab/exp/\"}"))
        .contains("\"user_meta\": {\"ro_crate\": {\"name\": \"Run\"}}");
  }

  /** Metadata of so many characters, in a file with so many blanks. */
  private static String spaced(int characters, int blanks) {
    return "{\n  \"text\":%s\"%s\"\n}".formatted(" ".repeat(blanks), "x".repeat(characters));
  }

  @Test
  void brokenMetadataFailsTheJobWithFileAndLine() {
    var description = "{\"source_prefix\": \"s3://lab/exp/\"}";
    put("exp/m.yaml", "a: 1\nb: [\n");
    put("exp/ro-crate-metadata.json", "{}");
    assertThatThrownBy(() -> header("metadata-files = [m.yaml]", description))
        .satisfies(FolderFixture::isLasting)
        .hasMessageContaining("The metadata file s3://lab/exp/m.yaml is broken: line 3, column 1:");
    assertThatThrownBy(() -> header("ro-crate = on", description))
        .satisfies(FolderFixture::isLasting)
        .hasMessageContaining(
            "The RO-Crate s3://lab/exp/ro-crate-metadata.json is broken: it has no list"
                + " \"@graph\".");
    assertThatThrownBy(() -> header("metadata { a = \"{segment.2}\" }", description))
        .satisfies(FolderFixture::isLasting)
        .hasMessageContaining(
            "A template of the metadata: {segment.2} in '{segment.2}' has no value");
  }

  @Test
  void anIgnoreFileThatIsTooLongFailsTheJob() {
    put("exp/.quiltignore", "#".repeat(100_000));
    assertThatThrownBy(() -> keys("[{bucket = lab, ignore-file = quilt}]"))
        .satisfies(FolderFixture::isLasting)
        .hasMessageContaining(
            "The ignore file s3://lab/exp/.quiltignore has more than the 65536 bytes");
  }
}
