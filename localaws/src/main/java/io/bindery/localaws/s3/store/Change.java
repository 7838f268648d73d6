package io.bindery.localaws.s3.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.util.Map;

/** What the log records. Fields may be added, never changed. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "c")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.BucketMade.class, name = "bucket"),
  @JsonSubTypes.Type(value = Change.BucketRemoved.class, name = "bucket-removed"),
  @JsonSubTypes.Type(value = Change.Versioning.class, name = "versioning"),
  @JsonSubTypes.Type(value = Change.BucketTags.class, name = "bucket-tags"),
  @JsonSubTypes.Type(value = Change.Put.class, name = "put"),
  @JsonSubTypes.Type(value = Change.Removed.class, name = "removed"),
  @JsonSubTypes.Type(value = Change.Tags.class, name = "tags"),
  @JsonSubTypes.Type(value = Change.UploadBegun.class, name = "upload"),
  @JsonSubTypes.Type(value = Change.PartPut.class, name = "part"),
  @JsonSubTypes.Type(value = Change.UploadAborted.class, name = "aborted")
})
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public sealed interface Change {
  /** Made once: a log has a line for each object, and all are read at the start. */
  ObjectReader READER =
      new ObjectMapper()
          .readerFor(Change.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  ObjectWriter WRITER = new ObjectMapper().writerFor(Change.class);

  String bucket();

  record BucketMade(String bucket, long millis, String location) implements Change {}

  record BucketRemoved(String bucket) implements Change {}

  record Versioning(String bucket, String status) implements Change {}

  record BucketTags(String bucket, Map<String, String> tags) implements Change {}

  /**
   * A new version on top of the others; one with the same id, which is the null version, goes. If
   * the version was uploaded in parts, that upload ends.
   */
  record Put(String bucket, String key, Version version) implements Change {}

  /** A version that is no more. */
  record Removed(String bucket, String key, String id) implements Change {}

  record Tags(String bucket, String key, String id, Map<String, String> tags) implements Change {}

  record UploadBegun(String bucket, Upload upload) implements Change {}

  /** A part, in place of one with its number. */
  record PartPut(String bucket, String upload, Upload.Part part) implements Change {}

  record UploadAborted(String bucket, String upload) implements Change {}

  /** As one line of JSON. */
  default byte[] bytes() {
    try {
      return WRITER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what {@link #bytes} wrote. Fields that are not known are passed over.
   *
   * @throws IllegalStateException if it is no change that this build knows
   */
  static Change of(byte[] bytes) {
    try {
      Change change = READER.readValue(bytes);
      if (change == null) {
        throw new IOException("it is null");
      }
      return change;
    } catch (IOException e) {
      throw new IllegalStateException(
          "The log holds a change that this build cannot read: " + e.getMessage(), e);
    }
  }
}
