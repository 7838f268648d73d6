package io.bindery.quilt.manifest;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/** Entries to test with. */
final class Entries {

  private static final int[] ALPHABET =
      "aB !-./0\"\\\u0001\u007f\u00e9\uff21\ufffd\ud83d\ude00".codePoints().toArray();

  private Entries() {}

  static ManifestEntry entry(String key) {
    return entry(key, "{}");
  }

  static ManifestEntry entry(String key, String meta) {
    return new ManifestEntry(
        new LogicalKey(key),
        S3Uri.of("bucket", "data/" + key, "v1"),
        key.length(),
        ObjectHash.ofNothing(ChecksumType.SHA256_CHUNKED),
        (JsonObject) Json.parse(meta));
  }

  static ManifestHeader header() {
    return ManifestHeader.builder().message("m").build();
  }

  /** Entries with different keys, none of which is a directory of another, in random order. */
  static List<ManifestEntry> random(Random random, int count) {
    TreeSet<LogicalKey> keys = new TreeSet<>();
    List<ManifestEntry> entries = new ArrayList<>();
    while (entries.size() < count) {
      LogicalKey key = key(random, entries.size());
      LogicalKey before = keys.lower(key);
      LogicalKey after = keys.higher(key);
      boolean clash =
          (before != null && before.isAncestorOf(key))
              || (after != null && key.isAncestorOf(after));
      if (!clash && keys.add(key)) {
        entries.add(random(random, key));
      }
    }
    return entries;
  }

  private static ManifestEntry random(Random random, LogicalKey key) {
    byte[] digest = new byte[32];
    random.nextBytes(digest);
    String meta =
        random.nextInt(3) == 0
            ? "{\"user_meta\": {\"z\": %s, \"a\": [1.50, null, \"\u65e5%s\"]}}"
                .formatted(random.nextInt(), "x".repeat(random.nextInt(200)))
            : "{}";
    return new ManifestEntry(
        key,
        new S3Uri(
            "bucket",
            "d/" + key,
            random.nextBoolean() ? Optional.of("v" + random.nextInt()) : Optional.empty()),
        random.nextLong() >>> 21,
        new ObjectHash(ChecksumType.SHA256_CHUNKED, Base64.getEncoder().encodeToString(digest)),
        (JsonObject) Json.parse(meta));
  }

  private static LogicalKey key(Random random, int number) {
    while (true) {
      StringBuilder key = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        key.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
      }
      try {
        return new LogicalKey(random.nextInt(4) == 0 ? key.toString() : key.toString() + number);
      } catch (InvalidNameException e) {
        // Another one.
      }
    }
  }
}
