package io.bindery.protocol.notice;

import java.time.Instant;
import java.util.Optional;

/**
 * One S3 notice about one object version.
 *
 * @param kind what happened
 * @param bucket the bucket's name
 * @param key the object's key as S3 holds it, not URL-encoded: 1 to 1,024 bytes of UTF-8
 * @param versionId absent if the bucket keeps no versions. S3's version {@code null} is absent too:
 *     every overwrite has it, so it identifies nothing
 * @param size in bytes; 0 if the notice names none, as those of deletions
 * @param etag absent in some notices of deletions
 * @param sequencer orders the notices of one key; absent in notices of restores
 * @param eventTime when it happened by S3's clock; the EventBridge form counts whole seconds only
 * @param reason how it happened, as the notice words it: {@code PutObject}, {@code Put}, {@code
 *     CompleteMultipartUpload}, …; may be empty
 */
public record ObjectEvent(
    Kind kind,
    String bucket,
    String key,
    Optional<String> versionId,
    long size,
    Optional<String> etag,
    Optional<String> sequencer,
    Instant eventTime,
    String reason) {

  /** What happened to the object. */
  public enum Kind {
    CREATED,
    DELETED,
    /** A copy came back from an archive. */
    RESTORED
  }

  /** Stores that keep versions name them by more characters than this. */
  private static final int SHORTEST_VERSION = 8;

  public ObjectEvent {
    versionId = versionId.filter(version -> !version.isEmpty() && !"null".equals(version));
  }

  /**
   * The version, where it is the same for one write only. A short one is not: MinIO before 2020
   * sends {@code 1} for every write, and others count from one for each key.
   */
  public Optional<String> uniqueVersion() {
    return versionId.filter(version -> version.length() >= SHORTEST_VERSION);
  }

  /**
   * The same for all notices of one change to an object, by whatever way they came, and another one
   * for each change: a second write of the same bytes is another change. It is long, and holds
   * U+0000: to be hashed.
   */
  public String identity() {
    var version =
        uniqueVersion()
            .or(
                () ->
                    sequencer.map(
                        order -> versionId.map(id -> id + "\u0000" + order).orElse(order)))
            .orElseGet(() -> eventTime + " " + etag.orElse(""));
    return String.join("\u0000", kind.name(), bucket, key, version);
  }
}
