package io.bindery.exchange.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bindery.exchange.manifest.Mode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash of what a plan publishes, so that the same content is known again. */
final class ContentDigest {
  private static final String FORM = "bindery-publication-1";

  private final MessageDigest hash;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  ContentDigest(String datasetId, Mode mode) {
    try {
      hash = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
    text(FORM);
    text(datasetId);
    text(mode.word());
  }

  void add(Asset asset) {
    text(asset.object().key());
    text(asset.object().bucket());
    number(asset.size());
    text(asset.etag());
    text(asset.object().versionId().orElse(""));
  }

  String hex() {
    return HexFormat.of().formatHex(hash.digest());
  }

  private void text(String text) {
    var bytes = text.getBytes(UTF_8);
    number(bytes.length);
    hash.update(bytes);
  }

  private void number(long value) {
    hash.update(number.clear().putLong(value).flip());
  }
}
