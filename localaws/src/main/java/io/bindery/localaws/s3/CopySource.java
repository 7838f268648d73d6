package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Checksum;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Version;
import io.bindery.localaws.s3.wire.Algorithm;
import io.bindery.localaws.s3.wire.ByteRange;
import io.bindery.localaws.s3.wire.Conditions;
import io.bindery.localaws.s3.wire.Payload;
import io.bindery.localaws.s3.wire.Target;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What a copy copies: the header x-amz-copy-source and the conditions on it. */
final class CopySource {
  private static final String VERSION = "?versionId=";

  private final ObjectStore store;

  CopySource(ObjectStore store) {
    this.store = store;
  }

  /**
   * @param named whether the client named the version
   */
  record Found(Bucket bucket, String key, Version version, boolean named) {
    boolean is(String otherBucket, String otherKey) {
      return bucket.name().equals(otherBucket) && key.equals(otherKey);
    }

    void putVersion(Map<String, String> headers) {
      if (!bucket.versioning().isEmpty()) {
        headers.put("x-amz-copy-source-version-id", version.id());
      }
    }
  }

  Found find(S3Request request) {
    String source = request.header("x-amz-copy-source");
    int question = source.lastIndexOf(VERSION);
    String path = question < 0 ? source : source.substring(0, question);
    Optional<String> versionId =
        question < 0
            ? Optional.empty()
            : Optional.of(Target.decode(source.substring(question + VERSION.length())));
    String decoded = Target.decode(path);
    Target target = split(decoded.startsWith("/") ? decoded.substring(1) : decoded);
    ObjectReads.Found found = ObjectReads.find(store, target.bucket(), target.key(), versionId);
    Version version = found.version();
    if (version.marker()) {
      throw versionId.isPresent()
          ? new AwsError(
              400,
              "InvalidRequest",
              "The source of a copy request may not specifically refer to a delete marker by version id.")
          : ObjectReads.noSuchKey();
    }
    if (Conditions.ofSource(request::header).read(version.etag(), version.time())
        != Conditions.Outcome.GO_ON) {
      throw Conditions.failed();
    }
    return new Found(found.bucket(), target.key(), version, versionId.isPresent());
  }

  private static Target split(String path) {
    int slash = path.indexOf('/');
    if (slash <= 0 || slash == path.length() - 1) {
      throw new AwsError(
          400,
          "InvalidArgument",
          "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    }
    return new Target(path.substring(0, slash), path.substring(slash + 1));
  }

  /** All of the source. */
  Payload payload(Found source) {
    return payload(source, new ByteRange(0, source.version().size()));
  }

  /** Bytes of the source. */
  Payload payload(Found source, ByteRange range) {
    InputStream content =
        store
            .read(source.version().segments(), range.from(), range.length())
            .orElseThrow(
                () -> new AwsError(503, "SlowDown", "The source was deleted while it was copied."));
    return new Payload(name -> "", content);
  }

  static String result(String root, String etag, Instant time, Optional<Checksum> checksum) {
    Document xml = new Document(root);
    xml.add("LastModified", time).add("ETag", ObjectHeaders.quoted(etag));
    checksum.ifPresent(
        c ->
            xml.add(Algorithm.valueOf(c.algorithm()).element(), c.value())
                .add("ChecksumType", c.type()));
    return xml.text();
  }
}
