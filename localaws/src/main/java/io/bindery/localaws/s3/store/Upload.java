package io.bindery.localaws.s3.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * An upload in parts that has begun.
 *
 * @param millis when it began
 * @param algorithm of its checksum, as S3 names it
 * @param composite whether the object gets the checksum of the parts' checksums
 * @param asked whether the client named the algorithm
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Upload(
    String id,
    String key,
    long millis,
    String algorithm,
    boolean composite,
    boolean asked,
    Facts facts) {
  /**
   * A part.
   *
   * @param etag its MD5 in hexadecimal digits
   * @param checksum in the upload's algorithm
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Part(int number, long body, long size, String etag, String checksum, long millis) {
    @JsonIgnore
    public Instant time() {
      return Instant.ofEpochMilli(millis);
    }
  }

  public Upload {
    facts = facts == null ? Facts.NONE : facts;
  }

  @JsonIgnore
  public Instant time() {
    return Instant.ofEpochMilli(millis);
  }
}
