package io.bindery.quilt.crate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.crate.CrateWriter.Written;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.PercentCoding;
import io.bindery.quilt.s3.S3Uri;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each MUST of Quilt's profile for those that emit crates, and that the reader reads them back. */
class CrateWriterTest {
  private static final PackageName NAME = PackageName.forDescription("lab/run-1");
  private static final S3Uri PLACE = S3Uri.of("lab", "runs/1/ro-crate-metadata.json");
  private static final CrateOrigin ORIGIN =
      new CrateOrigin(
          Optional.of("b-1"),
          Optional.of(Instant.parse("2026-11-18T23:59:59Z")),
          Optional.of(Instant.parse("2026-11-20T00:00:00Z")));
  private static final List<String> ODD =
      List.of(
          "a b?c#d%41.txt",
          "#packaging",
          "#license",
          "#/upload",
          "https:x",
          "s3:y",
          "_:b0",
          "é+&=ü/日本 🙂.csv",
          "reads/a_R1.fastq.gz",
          "reads/a_R2.fastq.gz",
          "quote\"back\\slash\u0001.txt",
          "trailing space /x ");

  @TempDir Path directory;

  private record Crated(String text, Written written) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    JsonArray graph() {
      var crate = (JsonObject) Json.parse(text);
      return (JsonArray) crate.members().get("@graph");
    }

    JsonObject entity(String id) {
      return graph().items().stream()
          .map(JsonObject.class::cast)
          .filter(it -> it.get("@id").orElseThrow().equals(new JsonString(id)))
          .findFirst()
          .orElseThrow();
    }

    List<String> parts() {
      return ((JsonArray) entity("./").members().get("hasPart"))
          .items().stream()
              .map(it -> ((JsonString) ((JsonObject) it).members().get("@id")).value())
              .toList();
    }
  }

  private static byte[] manifest(Iterable<String> keys) {
    var out = new ByteArrayOutputStream();
    try {
      var writer = new ManifestWriter(out, ManifestHeader.builder().build());
      var sorted = new TreeSet<LogicalKey>();
      keys.forEach(key -> sorted.add(new LogicalKey(key)));
      for (var key : sorted) {
        writer.entry(
            new ManifestEntry(
                key,
                S3Uri.of("lab", "runs/1/" + key),
                7,
                ObjectHash.ofNothing(
                    key.value().startsWith("reads/")
                        ? ChecksumType.SHA256
                        : ChecksumType.SHA256_CHUNKED)));
      }
      var unused = writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Optional<Crated> write(
      JsonObject metadata, CrateOrigin origin, int maxFiles, Iterable<String> keys)
      throws IOException {
    var manifest = manifest(keys);
    var out = new ByteArrayOutputStream();
    return new CrateWriter(new CrateSubject(NAME, "s3://lab/runs/1/", metadata), origin, maxFiles)
        .write(() -> ManifestReader.openUnsorted(new ByteArrayInputStream(manifest)), out)
        .map(written -> new Crated(out.toString(StandardCharsets.UTF_8), written));
  }

  private static Crated write(String metadata, Iterable<String> keys) throws IOException {
    return write((JsonObject) Json.parse(metadata), ORIGIN, 1000, keys).orElseThrow();
  }

  private record Read(List<CrateFile> files, List<CrateFolder> folders, JsonObject metadata) {
    List<String> keys() {
      return files.stream().map(it -> it.key().value()).toList();
    }
  }

  private Read read(Crated crated) throws IOException {
    try (var crate =
        Crate.read(new ByteArrayInputStream(crated.bytes()), PLACE, Spool.open(directory))
            .orElseThrow()) {
      assertThat(crate.name(PackageName.forDescription("of/another"))).isEqualTo(NAME);
      var contents = crate.contents(PLACE, NAME);
      contents.checkFiles();
      return new Read(
          List.copyOf(contents.files()), List.copyOf(contents.folders()), contents.metadata());
    }
  }

  @Test
  void everyFileIsAPartOfTheRootAndIsReadBackAtItsPlace() throws IOException {
    var crated = write("{}", ODD);

    var read = read(crated);

    assertThat(read.folders()).isEmpty();
    assertThat(read.keys())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(ODD.stream(), Stream.of("ro-crate-metadata.json")).toList());
    assertThat(read.files())
        .allSatisfy(
            file ->
                assertThat(file.location())
                    .isEqualTo(S3Uri.of("lab", "runs/1/" + file.key().value())));
  }

  @Test
  void idsAreRelativeEncodedAndWithoutOddParts() throws IOException {
    var parts = write("{}", ODD).parts();

    assertThat(parts)
        .hasSize(ODD.size())
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("([A-Za-z0-9._~/-]|%[0-9A-F]{2})+"), "encoded")
        .noneMatch(id -> id.startsWith("/") || id.startsWith("./") || id.contains("//"))
        .noneMatch(id -> Arrays.stream(id.split("/", -1)).anyMatch(it -> it.matches("\\.{0,2}")));
    assertThat(parts.stream().map(PercentCoding::decode)).containsExactlyInAnyOrderElementsOf(ODD);
  }

  @Test
  void noIdIsThereTwiceAndEachReferenceLeadsToAnEntity() throws IOException {
    var crated =
        write(
            """
            {"creator": ["Ada", {"name": "Bea", "@id": "https://orcid.org/0000-0002-1825-0097"},
                         {"name": "Bea again", "@id": "https://orcid.org/0000-0002-1825-0097"}],
             "producer": {"name": "Lab", "@id": "https://orcid.org/0000-0002-1825-0097"},
             "license": "https://w3id.org/quilt/ro-crate", "instrument": ["N1", "N2"],
             "eln_entry": "https://eln.example/7", "study": "S 1"}
            """,
            ODD);

    var ids = new HashSet<String>();
    for (var entity : crated.graph().items()) {
      var id = ((JsonString) ((JsonObject) entity).members().get("@id")).value();
      assertThat(ids.add(PercentCoding.decode(id))).as(id).isTrue();
    }
    var root = crated.entity("./");
    assertThat(root.members().values().stream().flatMap(CrateWriterTest::references))
        .isNotEmpty()
        .allMatch(id -> ids.contains(PercentCoding.decode(id)), "is there");
    read(crated);
  }

  private static Stream<String> references(JsonValue value) {
    if (value instanceof JsonArray list) {
      return list.items().stream().flatMap(CrateWriterTest::references);
    }
    return value instanceof JsonObject object
        ? Stream.of(((JsonString) object.members().get("@id")).value())
        : Stream.empty();
  }

  @Test
  void metadataOfTheProfileIsReadBackAsItWas() throws IOException {
    var metadata =
        """
        {"creator": ["Ada Lovelace", "Bea"], "producer": ["Core facility"],
         "instrument": ["NovaSeq X", "MinION"], "instrument_id": ["LH00123", "MN45"],
         "eln_entry": ["EXP-7"], "study": "S1", "depth": 30.5, "paired": true, "n": 3,
         "nested": {"left": "out"}, "license": "Lab terms 1.0", "keywords": ["rna", "seq"]}
        """;

    var crated = write(metadata, ODD);

    assertThat(read(crated).metadata())
        .isEqualTo(
            Json.parse(
                """
                {"package_name": "lab/run-1", "creator": ["Ada Lovelace", "Bea"],
                 "producer": ["Core facility"], "instrument": ["NovaSeq X", "MinION"],
                 "instrument_id": ["LH00123", "MN45"], "eln_entry": ["EXP-7"]}
                """));
    assertThat(crated.entity("#//license").members())
        .containsEntry("name", new JsonString("Lab terms 1.0"));
    assertThat(crated.entity("#//variable-2"))
        .isEqualTo(
            Json.parse(
                """
                {"@id": "#//variable-2", "@type": "PropertyValue", "name": "depth", "value": 30.5}
                """));
    assertThat(crated.entity("#//acquisition").members()).containsKey("agent");
    assertThat(crated.text()).contains("\"rna\", \"seq\"").doesNotContain("nested", "null");
  }

  @Test
  void filesHaveSizeTypeAndChecksumAndTheLicenceIsNeverMissing() throws IOException {
    var crated = write("{}", ODD);

    assertThat(crated.entity("reads/a_R1.fastq.gz"))
        .isEqualTo(
            Json.parse(
                """
                {"@id": "reads/a_R1.fastq.gz", "@type": "File", "name": "a_R1.fastq.gz",
                 "contentSize": "7", "encodingFormat": "application/gzip",
                 "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
                """));
    assertThat(crated.entity("%23packaging").members())
        .containsEntry(
            "identifier",
            new JsonString("sha2-256-chunked:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
    assertThat(crated.entity("#//license").members())
        .containsEntry("name", new JsonString("No licence is stated"));
    assertThat(crated.entity("ro-crate-metadata.json").members())
        .containsKeys("about", "conformsTo");
    assertThat(crated.entity("./").members())
        .containsEntry("datePublished", new JsonString("2026-11-20"))
        .containsKeys("name", "description", "license", "conformsTo", "identifier", "mentions");
  }

  @Test
  void theOriginIsAtTheHeadAloneAndIsReadBackFromIt() throws IOException {
    var other = new CrateOrigin(Optional.of("b-2"), Optional.empty(), Optional.empty());

    var one = write("{}", ODD);
    var two = write(JsonObject.EMPTY, other, 1000, ODD).orElseThrow();

    assertThat(two.written().content()).isEqualTo(one.written().content());
    assertThat(head(one)).isPresent().contains(ORIGIN);
    assertThat(head(two)).contains(other);
    assertThat(Arrays.copyOfRange(two.bytes(), two.written().headBytes(), two.bytes().length))
        .isEqualTo(Arrays.copyOfRange(one.bytes(), one.written().headBytes(), one.bytes().length));
    assertThat(CrateOrigin.read("{\"@graph\": [{}".getBytes(StandardCharsets.UTF_8))).isEmpty();
    var forged = Arrays.copyOf(one.bytes(), one.written().headBytes());
    forged[forged.length - 3] ^= 1;
    assertThat(CrateOrigin.read(forged)).isNotEqualTo(Optional.of(ORIGIN));
    read(two);
  }

  private static Optional<CrateOrigin> head(Crated crated) {
    return CrateOrigin.read(Arrays.copyOf(crated.bytes(), crated.written().headBytes()));
  }

  @Test
  void ofManyFilesTheFoldersAtTheTopAreTheParts() throws IOException {
    var keys = List.of("a b/1", "a b/2", "a b/c/3", "a b.txt", "z/1", "z/2");

    var crated = write(JsonObject.EMPTY, ORIGIN, 5, keys).orElseThrow();

    assertThat(crated.parts()).containsExactly("a%20b/", "a%20b.txt", "z/");
    assertThat(crated.entity("a%20b/").members())
        .containsEntry("@type", new JsonString("Dataset"))
        .containsEntry("name", new JsonString("a b"));
    var read = read(crated);
    assertThat(read.folders())
        .extracting(CrateFolder::location)
        .containsExactly(S3Uri.of("lab", "runs/1/a b/"), S3Uri.of("lab", "runs/1/z/"));
    assertThat(read.keys()).containsExactly("a b.txt", "ro-crate-metadata.json");
  }

  @Test
  void whatHasTooManyPartsOrNoneHasNoCrate() throws IOException {
    assertThat(write(JsonObject.EMPTY, ORIGIN, 2, List.of("a", "b", "c/d"))).isEmpty();
    assertThat(write(JsonObject.EMPTY, ORIGIN, 2, List.of())).isEmpty();
  }

  @Test
  void randomKeysAreReadBackAndTheSameFilesGiveTheSameBytes() throws IOException {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    System.out.println("-Dbindery.seed=" + seed);
    var random = new Random(seed);
    var keys = new TreeSet<String>();
    while (keys.size() < 300) {
      var key = new StringBuilder("d").append(random.nextInt(9)).append("/f");
      for (int i = 0; i < random.nextInt(12); i++) {
        int point = random.nextInt(4) == 0 ? random.nextInt(0xd800) : random.nextInt(0x80);
        key.appendCodePoint(point == '/' ? '-' : point);
      }
      keys.add(key.toString());
    }

    var crated = write("{}", keys);

    assertThat(read(crated).keys()).hasSize(keys.size() + 1).containsAll(keys);
    assertThat(write("{}", keys).bytes()).isEqualTo(crated.bytes());
  }
}
