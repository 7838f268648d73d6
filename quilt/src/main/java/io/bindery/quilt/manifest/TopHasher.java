package io.bindery.quilt.manifest;

import io.bindery.quilt.checksum.Sha256;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonOutput;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Computes a top hash: the canonical forms of the header and of each entry in manifest order, one
 * after the other. Physical keys and directory lines do not count.
 */
final class TopHasher {

  private final JsonOutput canonical = new JsonOutput(JsonForm.CANONICAL);
  private final MessageDigest digest;

  TopHasher() {
    this(Sha256.create());
  }

  TopHasher(MessageDigest digest) {
    this.digest = digest;
  }

  void header(ManifestHeader header) {
    canonical.value(header.json());
    flush();
  }

  void entry(ManifestEntry entry) {
    canonical
        .raw("{\"hash\":{\"type\":")
        .string(entry.hash().type().wireName())
        .raw(",\"value\":")
        .string(entry.hash().value())
        .raw("},\"logical_key\":")
        .string(entry.key().value())
        .raw(",\"meta\":")
        .value(entry.meta())
        .raw(",\"size\":")
        .integer(entry.size())
        .raw("}");
    flush();
  }

  TopHash finish() {
    return new TopHash(HexFormat.of().formatHex(digest.digest()));
  }

  private void flush() {
    canonical.update(digest);
    canonical.reset();
  }
}
