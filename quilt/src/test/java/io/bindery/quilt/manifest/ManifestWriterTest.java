package io.bindery.quilt.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.manifest.ManifestRuleException.Rule;
import io.bindery.quilt.name.LogicalKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestWriterTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private ManifestWriter writer;

  @BeforeEach
  void start() throws IOException {
    writer = new ManifestWriter(out, Entries.header());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a|a|DUPLICATE_KEY|the entry 'a' is there twice: leave one out",
        "b|a|ORDER|the entry 'a' comes after 'b': sort them first",
        "a b|a/b|ORDER|the entry 'a/b' comes after 'a b': sort them first",
        "a|a/b|FILE_AND_DIRECTORY|'a' is a file and, because of 'a/b', also a directory: rename one of them",
        "a/b|a/b/c/d|FILE_AND_DIRECTORY|'a/b' is a file and, because of 'a/b/c/d', also a directory: rename one of them",
      })
  void refusesNeighboursThatDoNotGoTogether(String first, String second, Rule rule, String message)
      throws IOException {
    writer.entry(Entries.entry(first));
    assertThatExceptionOfType(ManifestRuleException.class)
        .isThrownBy(() -> writer.entry(Entries.entry(second)))
        .withMessage(message)
        .returns(rule, ManifestRuleException::rule);
  }

  @Test
  void refusesAFileWhereADirectoryIs() throws IOException {
    writer.directory(new DirectoryMeta(new LogicalKey("a/b"), Json.parse("{\"k\": 1}")));
    for (String clash : new String[] {"a", "a/b"}) {
      assertThatExceptionOfType(ManifestRuleException.class)
          .isThrownBy(() -> writer.entry(Entries.entry(clash)))
          .returns(Rule.FILE_AND_DIRECTORY, ManifestRuleException::rule);
    }
    writer.entry(Entries.entry("a/b/c"));
    assertThatExceptionOfType(ManifestRuleException.class)
        .isThrownBy(() -> writer.directory(new DirectoryMeta(new LogicalKey("c"), JsonNull.NULL)))
        .withMessageContaining("'c/' comes after entries")
        .returns(Rule.ORDER, ManifestRuleException::rule);
  }

  @Test
  void takesARecordOfAMillionBytesAndNoneLonger() throws IOException {
    writer.entry(entryOfLine("a", 1_000_000));
    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList().get(1)).hasSize(1_000_000);
    long before = out.size();
    assertThatExceptionOfType(ManifestRuleException.class)
        .isThrownBy(() -> writer.entry(entryOfLine("b", 1_000_001)))
        .withMessage(
            "'b' makes a line of 1000001 bytes, more than the 1000000 allowed: shorten its metadata")
        .returns(Rule.RECORD_TOO_LONG, ManifestRuleException::rule)
        .returns("b", ManifestRuleException::where);
    assertThat(out.size()).isEqualTo(before);
  }

  @Test
  void refusesALongHeader() {
    ManifestHeader header = ManifestHeader.builder().message("\u00e9".repeat(500_000)).build();
    assertThatExceptionOfType(ManifestRuleException.class)
        .isThrownBy(() -> new ManifestWriter(out, header))
        .withMessageContaining("'header' makes a line of");
  }

  @Test
  void refusesMetadataWithoutWrittenForm() {
    ManifestHeader header =
        ManifestHeader.builder().userMeta(Json.parse("{\"a\": [\"\\ud800\"]}")).build();
    assertThatExceptionOfType(ManifestRuleException.class)
        .isThrownBy(() -> new ManifestWriter(out, header))
        .withMessageContaining(".user_meta.a[0]")
        .returns(Rule.UNWRITABLE_VALUE, ManifestRuleException::rule);
  }

  @Test
  void sumsUp() throws IOException {
    for (ManifestEntry entry : Stream.of("a", "bb", "ccc").map(Entries::entry).toList()) {
      writer.entry(entry);
    }
    ManifestSummary summary = writer.finish();
    assertThat(summary.entries()).isEqualTo(3);
    assertThat(summary.contentBytes()).isEqualTo(6);
    assertThat(summary.manifestBytes()).isEqualTo(out.size());
    assertThat(ManifestSummary.add(Long.MAX_VALUE - 1, 2)).isEqualTo(Long.MAX_VALUE);
  }

  private static ManifestEntry entryOfLine(String key, int length) throws IOException {
    String meta = "{\"user_meta\": {\"t\": \"%s\"}}";
    ByteArrayOutputStream probe = new ByteArrayOutputStream();
    ManifestWriter writer = new ManifestWriter(probe, Entries.header());
    int header = probe.size();
    writer.entry(Entries.entry(key, meta.formatted("")));
    int empty = probe.size() - header - 1;
    return Entries.entry(key, meta.formatted("x".repeat(length - empty)));
  }
}
