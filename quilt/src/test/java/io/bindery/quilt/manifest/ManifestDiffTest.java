package io.bindery.quilt.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ManifestDiffTest {
  private static ManifestReader manifest(ManifestEntry... entries) throws IOException {
    var out = new ByteArrayOutputStream();
    var writer = new ManifestWriter(out, Entries.header());
    for (var entry : entries) {
      writer.entry(entry);
    }
    writer.finish();
    return ManifestReader.open(new ByteArrayInputStream(out.toByteArray()));
  }

  private static ManifestEntry sized(ManifestEntry entry, long size) {
    return new ManifestEntry(entry.key(), entry.physicalKey(), size, entry.hash(), entry.meta());
  }

  @Test
  void eachKindOfDifferenceIsTold() throws IOException {
    var told = new ArrayList<String>();
    try (var before =
            manifest(
                Entries.entry("a/gone"),
                Entries.entry("a/same"),
                Entries.entry("b", "{}"),
                Entries.entry("c"));
        var after =
            manifest(
                Entries.entry("a/new"),
                Entries.entry("a/same"),
                Entries.entry("b", "{\"user_meta\": {\"x\": 1}}"),
                sized(Entries.entry("c"), 7),
                Entries.entry("d"))) {
      ManifestDiff.compare(before, after, it -> told.add(it.kind() + " " + it.key()));
    }

    assertThat(told)
        .containsExactly("REMOVED a/gone", "ADDED a/new", "METADATA b", "MODIFIED c", "ADDED d");
  }
}
