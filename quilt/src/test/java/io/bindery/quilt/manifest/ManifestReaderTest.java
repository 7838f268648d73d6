package io.bindery.quilt.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bindery.quilt.json.JsonForm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {

  private static final String HEADER = "{\"version\": \"v0\", \"message\": null}\n";
  private static final String HASH =
      "{\"type\": \"sha2-256-chunked\", \"value\": \"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"}";

  @TempDir private Path directory;

  @Test
  void readsWhatIsWritten() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<ManifestEntry> entries = Entries.random(new Random(seed), 2_000);
    entries.sort(Comparator.comparing(ManifestEntry::key));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ManifestSummary written = write(out, entries);

    try (ManifestReader reader = ManifestReader.open(inPieces(out.toByteArray(), seed))) {
      List<ManifestEntry> read = new ArrayList<>();
      for (Optional<ManifestEntry> next = reader.nextEntry();
          next.isPresent();
          next = reader.nextEntry()) {
        read.add(next.get());
      }
      assertThat(read).as("seed %d", seed).isEqualTo(entries);
      assertThat(reader.header()).isEqualTo(Entries.header());
      assertThat(reader.summary()).as("seed %d", seed).isEqualTo(written);
    }
  }

  @Test
  void keepsUnknownKeysOfTheHeaderInTheirOrder() throws IOException {
    String header =
        "{\"x\": 1.50, \"message\": \"m\", \"top_hash\": \"old\", \"version\": \"v0\", \"user_meta\": null}";
    try (ManifestReader reader = ManifestReader.open(in(header))) {
      assertThat(JsonForm.FILE.toText(reader.header().json()))
          .isEqualTo("{\"x\": 1.5, \"message\": \"m\", \"version\": \"v0\", \"user_meta\": null}");
      assertThat(reader.header().message()).contains("m");
      assertThat(reader.next()).isEmpty();
      assertThat(reader.summary().entries()).isZero();
    }
  }

  @Test
  void takesWhatQuiltTakes() throws IOException {
    String lines =
        HEADER
            + "{\"logical_key\": \"d/\", \"meta\": {\"k\": 1}}\r\n"
            + line("a", "\"s3://b/a\", \"s3://c/a\"", "0", HASH, "null")
            + line("d/x", "\"s3://b/x\"", "1", HASH, "{}")
                .replace("{\"logical", "{\"extra\": 1, \"logical")
                .strip();
    try (ManifestReader reader = ManifestReader.open(in(lines))) {
      assertThat(reader.next()).containsInstanceOf(DirectoryMeta.class);
      assertThat(reader.nextEntry()).get().returns("b", entry -> entry.physicalKey().bucket());
      assertThat(reader.nextEntry()).get().returns("d/x", entry -> entry.key().value());
      assertThatIllegalStateException().isThrownBy(reader::summary);
      assertThat(reader.nextEntry()).isEmpty();
      assertThat(reader.summary().entries()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|1||not JSON at column 2: the text ends too early",
        "[]|1||it is [], not an object",
        "{}|1|version|it is missing",
        "{\"version\": 1}|1|version|it is 1, not the text \"v0\"",
        "HEADER\\n|2||it is empty",
        "HEADER{\"meta\": {}}|2|logical_key|it is missing",
        "HEADER{\"logical_key\": 5}|2|logical_key|it is 5, not a text",
        "HEADER{\"logical_key\": \"d/\"}|2|meta|it is missing",
        "HEADER{\"logical_key\": \"d//\", \"meta\": {}}|2|logical_key|logical key 'd/' is not valid: it starts or ends with '/' or has '//': every part between slashes needs a name",
        "HEADER{\"logical_key\": \"a\"}|2|physical_keys|it is missing",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": []}|2|physical_keys|it is [], not a list with one S3 URI",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [1]}|2|physical_keys|it is 1, not an S3 URI",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"file:///a\"]}|2|physical_keys|'file:///a' is not an S3 URI: it names a local file, which is not in any bucket; write s3://bucket/key or s3://bucket/key?versionId=ID",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": 1.0}|2|size|it is 1.0, not a whole number of bytes",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": -1}|2|size|it is -1, not a whole number of bytes",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": 9223372036854775808}|2|size|it is 9223372036854775808, not a whole number of bytes",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": 1, \"hash\": null}|2|hash|it is null: the package was never hashed, so it has no top hash",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": 1, \"hash\": {\"type\": \"MD5\", \"value\": \"x\"}}|2|hash.type|it is \"MD5\", not SHA256, sha2-256-chunked or CRC64NVME",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": 1, \"hash\": {\"type\": \"SHA256\", \"value\": \"x\"}}|2|hash.value|the SHA256 value 'x' is not 64 lower-case hex digits",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": 1, \"hash\": {\"type\": \"SHA256\"}}|2|hash|it has 'type', but must have just 'type' and 'value'",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": 1, \"hash\": HASH}|2|meta|it is missing",
        "HEADER{\"logical_key\": \"a\", \"physical_keys\": [\"s3://b/a\"], \"size\": 1, \"hash\": HASH, \"meta\": []}|2|meta|it is [], not an object",
        "HEADERENTRY_bENTRY_a|3|logical_key|the entry 'a' comes after 'b': sort them first",
        "HEADERENTRY_aENTRY_a|3|logical_key|the entry 'a' is there twice: leave one out",
        "HEADERENTRY_aENTRY_a/b|3|logical_key|'a' is a file and, because of 'a/b', also a directory: rename one of them",
        "HEADER{\"logical_key\": \"a/b/\", \"meta\": 1}\\nENTRY_a|3|logical_key|'a' is a file and, because of 'a/', also a directory: rename one of them",
      })
  void saysWhatIsWrongAndWhere(String text, long line, String field, String reason) {
    String manifest =
        text.replace("\\n", "\n")
            .replace("HEADER", HEADER)
            .replace("HASH", HASH)
            .replaceAll(
                "ENTRY_([ab/]+)",
                "{\"logical_key\": \"$1\", \"physical_keys\": [\"s3://b/k\"], \"size\": 1, \"hash\": "
                    + HASH
                    + ", \"meta\": {}}\n");
    InvalidManifestException e =
        catchThrowableOfType(
            InvalidManifestException.class, () -> readAll(ManifestReader.open(in(manifest))));
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.line()).isEqualTo(line);
    assertThat(e.field()).isEqualTo(field == null ? "" : field);
    assertThat(e)
        .hasMessageStartingWith("the manifest is not valid at line " + line)
        .hasMessageEndingWith(reason);
  }

  @Test
  void refusesAnEmptyFileAMarkAndBadText() {
    assertThatExceptionOfType(InvalidManifestException.class)
        .isThrownBy(() -> ManifestReader.open(in("")))
        .withMessageContaining("the file is empty");
    assertThatExceptionOfType(InvalidManifestException.class)
        .isThrownBy(() -> ManifestReader.open(in("\ufeff" + HEADER)))
        .withMessageContaining("byte order mark");
    byte[] latin = "{\"version\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatExceptionOfType(InvalidManifestException.class)
        .isThrownBy(() -> ManifestReader.open(new ByteArrayInputStream(latin)))
        .withMessageContaining("line 1: not JSON at column 14: the byte 0xe9 is not valid UTF-8");
  }

  @Test
  void boundsTheLengthOfALine() throws IOException {
    String header = HEADER.strip();
    try (ManifestReader reader = ManifestReader.open(in(HEADER), header.length())) {
      assertThat(reader.next()).isEmpty();
    }
    assertThatExceptionOfType(InvalidManifestException.class)
        .isThrownBy(() -> ManifestReader.open(in(HEADER), header.length() - 1))
        .withMessageContaining(
            "it is longer than the " + (header.length() - 1) + " bytes that are read");
  }

  @Test
  void summarizesAFileInAnyOrder() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<ManifestEntry> entries = Entries.random(new Random(seed), 300);
    entries.sort(Comparator.comparing(ManifestEntry::key));
    Path file = directory.resolve("manifest");
    ManifestSummary written;
    try (var out = Files.newOutputStream(file)) {
      written = write(out, entries);
    }
    Spool spool = Spool.open(directory.resolve("spool"));
    assertThat(ManifestFile.summarize(file, spool)).isEqualTo(written);

    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    Collections.shuffle(lines.subList(1, lines.size()), new Random(seed));
    Files.write(file, lines);
    assertThat(ManifestFile.summarize(file, spool)).as("seed %d", seed).isEqualTo(written);

    lines.add(lines.get(1));
    Files.write(file, lines);
    assertThatExceptionOfType(ManifestRuleException.class)
        .isThrownBy(() -> ManifestFile.summarize(file, spool))
        .withMessageContaining("is there twice");
  }

  private static ManifestSummary write(OutputStream out, List<ManifestEntry> entries)
      throws IOException {
    ManifestWriter writer = new ManifestWriter(out, Entries.header());
    for (ManifestEntry entry : entries) {
      writer.entry(entry);
    }
    return writer.finish();
  }

  private static void readAll(ManifestReader reader) throws IOException {
    while (reader.next().isPresent()) {
      // On to the end.
    }
  }

  private static String line(String key, String uris, String size, String hash, String meta) {
    return "{\"logical_key\": \"%s\", \"physical_keys\": [%s], \"size\": %s, \"hash\": %s, \"meta\": %s}\n"
        .formatted(key, uris, size, hash, meta);
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A stream that gives few bytes at a time, as a network does. */
  private static InputStream inPieces(byte[] bytes, long seed) {
    Random random = new Random(seed);
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(5_000)));
      }
    };
  }
}
