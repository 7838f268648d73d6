package io.bindery.packager.browse;

import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.manifest.Spool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Manifests and their indexes, for tests. */
final class Manifests {
  private static final String HASH = "{\"type\": \"SHA256\", \"value\": \"%064x\"}";

  private Manifests() {}

  /** The line of a file. */
  static String line(String key, long size) {
    return "{\"logical_key\": %s, \"physical_keys\": [%s], \"size\": %d, \"hash\": %s, \"meta\": {}}"
        .formatted(json(key), json("s3://lab/" + size), size, HASH.formatted(size));
  }

  static String json(String text) {
    return JsonForm.CANONICAL.toText(new JsonString(text));
  }

  static InputStream manifest(List<String> lines) {
    var text =
        lines.stream()
            .collect(Collectors.joining("\n", "{\"version\": \"v0\", \"message\": null}\n", "\n"));
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  static ManifestIndex index(Path directory, InputStream manifest) throws IOException {
    var spool = Spool.open(directory);
    var room = new IndexRoom(Long.MAX_VALUE, () -> {});
    return new IndexBuilder(spool, room.share(), new IndexProgress()).build(manifest);
  }
}
