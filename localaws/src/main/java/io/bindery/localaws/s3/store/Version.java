package io.bindery.localaws.s3.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of an object, or a delete marker.
 *
 * @param id {@link #NULL} for what was written while the bucket kept no versions
 * @param millis when it was written
 * @param etag without quotes; "" of a delete marker
 * @param checksum null of a delete marker
 * @param segments the content, in order
 * @param upload the id of the upload in parts that made it, or ""
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Version(
    String id,
    long millis,
    boolean marker,
    long size,
    String etag,
    Checksum checksum,
    List<Segment> segments,
    String upload,
    Facts facts) {
  /** The id of what was written while the bucket kept no versions. */
  public static final String NULL = "null";

  public Version {
    etag = etag == null ? "" : etag;
    segments = segments == null ? List.of() : List.copyOf(segments);
    upload = upload == null ? "" : upload;
    facts = facts == null ? Facts.NONE : facts;
  }

  /** A delete marker. */
  public static Version marker(String id, Instant time) {
    return new Version(id, time.toEpochMilli(), true, 0, "", null, List.of(), "", Facts.NONE);
  }

  @JsonIgnore
  public Instant time() {
    return Instant.ofEpochMilli(millis);
  }

  public Optional<Checksum> checksumIfKnown() {
    return Optional.ofNullable(checksum);
  }

  /** Whether it was uploaded in parts. */
  @JsonIgnore
  public boolean inParts() {
    return !upload.isEmpty();
  }

  public Version withTags(java.util.Map<String, String> tags) {
    return new Version(
        id, millis, marker, size, etag, checksum, segments, upload, facts.withTags(tags));
  }
}
