package io.bindery.packager.construct;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.util.Optional;

/**
 * An entry as it was asked for. What is absent is looked up.
 *
 * @param size in bytes; if version, size and hash are all given, nothing is looked up
 * @param hash taken as it is, without a look at the content
 * @param meta the whole metadata object of the entry
 */
public record RequestedEntry(
    LogicalKey key,
    S3Uri physicalKey,
    Optional<Long> size,
    Optional<ObjectHash> hash,
    JsonObject meta) {
  static final String LOGICAL_KEY = "logical_key";
  static final String PHYSICAL_KEY = "physical_key";
  static final String SIZE = "size";
  static final String HASH = "hash";
  static final String META = "meta";

  public RequestedEntry {
    requireNonNull(key, "key");
    requireNonNull(physicalKey, "physicalKey");
    requireNonNull(meta, "meta");
  }

  /** Whether nothing need be asked of S3. */
  public boolean isComplete() {
    return physicalKey.versionId().isPresent() && size.isPresent() && hash.isPresent();
  }

  /** As {@link ConstructRequest} reads it. */
  JsonObject toJson() {
    var json =
        JsonObject.EMPTY
            .with(LOGICAL_KEY, new JsonString(key.value()))
            .with(PHYSICAL_KEY, new JsonString(physicalKey.toString()));
    if (size.isPresent()) {
      json = json.with(SIZE, JsonInteger.of(size.get()));
    }
    if (hash.isPresent()) {
      json = json.with(HASH, json(hash.get()));
    }
    return meta.members().isEmpty() ? json : json.with(META, meta);
  }

  private static JsonObject json(ObjectHash hash) {
    ChecksumType type = hash.type();
    return JsonObject.EMPTY
        .with("type", new JsonString(type.wireName()))
        .with("value", new JsonString(hash.value()));
  }
}
