package io.bindery.exchange.prepare;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bindery.quilt.s3.S3Uri;
import java.util.Optional;

/** Where the manifest of a publication is. The names are in the journal for ever. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "in")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ManifestRef.InBucket.class, name = "bucket"),
  @JsonSubTypes.Type(value = ManifestRef.Kept.class, name = "table")
})
public sealed interface ManifestRef {
  /** How people are told of it; not longer than a key and a bucket. */
  String shown();

  /**
   * Whether a request for another one is this request once more: a manifest that was written again
   * meanwhile is the same object.
   */
  default boolean isAgain(ManifestRef other) {
    return (this instanceof InBucket one && other instanceof InBucket two)
        ? one.bucket().equals(two.bucket()) && one.key().equals(two.key())
        : equals(other);
  }

  /** The object beside which outcomes are written; nothing if there is none. */
  default Optional<InBucket> object() {
    return this instanceof InBucket object ? Optional.of(object) : Optional.empty();
  }

  /**
   * An object in S3.
   *
   * @param versionId absent if the bucket keeps no versions: then the newest is meant
   * @param etag without quotes; what is read must have it. Absent if it is not known
   */
  record InBucket(
      String bucket,
      String key,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> versionId,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> etag)
      implements ManifestRef {
    public InBucket {
      versionId = versionId == null ? Optional.empty() : versionId;
      etag = etag == null ? Optional.empty() : etag;
    }

    /** The object with its version. */
    public S3Uri uri() {
      return new S3Uri(bucket, key, versionId);
    }

    @Override
    public String shown() {
      return S3Uri.of(bucket, key).toString();
    }
  }

  /**
   * A text that came with a request; it is kept in table {@code exchange_manifest}.
   *
   * @param id of its row
   */
  record Kept(String id) implements ManifestRef {
    @Override
    public String shown() {
      return "request " + id;
    }
  }
}
