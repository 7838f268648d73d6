package io.bindery.localaws.s3.store;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A piece of an object's content, in a file of its own.
 *
 * @param part the part's number if the object was uploaded in parts, else 0
 * @param body names the file; 0 if the piece is empty
 * @param size bytes
 * @param checksum of a part, in the algorithm of the object's checksum; else ""
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Segment(int part, long body, long size, String checksum) {
  public Segment {
    checksum = checksum == null ? "" : checksum;
  }
}
