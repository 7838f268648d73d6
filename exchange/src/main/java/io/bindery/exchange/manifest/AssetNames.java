package io.bindery.exchange.manifest;

import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Which buckets and keys may be assets. A key becomes the name of the asset, and a path at whoever
 * exports it.
 */
public final class AssetNames {
  private static final int MAX_KEY_BYTES = 1024;

  private final Set<String> sources;

  /**
   * The names that are allowed.
   *
   * @param sources the buckets that may be published from
   */
  public AssetNames(Set<String> sources) {
    this.sources = Set.copyOf(sources);
  }

  /** What is wrong with a bucket, as a sentence. */
  public Optional<String> bucketProblem(String bucket) {
    return sources.contains(bucket)
        ? Optional.empty()
        : Optional.of(
            "bucket '%s' may not be published from: it is not in bindery.exchange.sources."
                .formatted(FieldException.shown(bucket)));
  }

  /** Whether every character can be shown, and written in UTF-8. */
  private static boolean isReadable(String key) {
    for (int at = 0; at < key.length(); at++) {
      char c = key.charAt(at);
      if (Character.isISOControl(c)) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        return JsonFields.isStorable(key) && key.codePoints().noneMatch(Character::isISOControl);
      }
    }
    return true;
  }

  /** What is wrong with a key, as a sentence. */
  public Optional<String> keyProblem(String key) {
    if (key.isEmpty()) {
      return Optional.of("the key is empty: name an object, or a folder that ends in /.");
    }
    var shown = FieldException.shown(key);
    int bytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_KEY_BYTES) {
      return Optional.of(
          "key '%s' has %d bytes: S3 has none with more than %d."
              .formatted(shown, bytes, MAX_KEY_BYTES));
    }
    if (!isReadable(key)) {
      return Optional.of(
          "key '%s' has a control character, or half of a character: rename the object."
              .formatted(shown));
    }
    var path = "/" + key + "/";
    if (path.contains("/./") || path.contains("/../")) {
      return Optional.of(
          "key '%s' is no path: a part of it is '.' or '..'; rename the object.".formatted(shown));
    }
    return Optional.empty();
  }
}
