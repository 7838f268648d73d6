package io.bindery.protocol.announcement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Optional;

/**
 * A batch is ready: the detail of a {@code package-objects-ready} event. {@code version}, {@code
 * bucket} and {@code prefix} are as Quilt's Event-Driven Packaging writes them; what Bindery adds
 * is absent in announcements of others.
 *
 * @param bucket the bucket of the objects
 * @param prefix the common prefix, with a trailing slash; empty for objects at the root
 * @param batch the facts of the batch
 */
public record Announcement(String bucket, String prefix, Optional<Facts> batch) {
  /** The source of the event, by default. */
  public static final String SOURCE = "com.quiltdata.edp";

  /** The detail-type of the event, by default. */
  public static final String DETAIL_TYPE = "package-objects-ready";

  private static final String VERSION = "0.1";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * The facts of one closed batch.
   *
   * @param batchId the same in every delivery of this announcement: a consumer drops a second one
   * @param files how many keys, each counted once however often it was written
   * @param bytes the size of all object versions of the batch together
   * @param reason what closed the batch, such as {@code count} or {@code quiet}
   * @param firstEventTime the earliest event time, by S3's clock
   * @param lastEventTime the latest event time, by S3's clock
   */
  public record Facts(
      String batchId,
      long files,
      long bytes,
      String reason,
      Instant firstEventTime,
      Instant lastEventTime) {}

  /** The announcement as the JSON text of the event's detail. */
  public String toDetail() {
    var detail = MAPPER.createObjectNode();
    detail.put("version", VERSION).put("bucket", bucket).put("prefix", prefix);
    batch.ifPresent(
        facts ->
            detail
                .put("batch_id", facts.batchId())
                .put("files", facts.files())
                .put("bytes", facts.bytes())
                .put("reason", facts.reason())
                .put("first_event_time", facts.firstEventTime().toString())
                .put("last_event_time", facts.lastEventTime().toString()));
    try {
      return MAPPER.writeValueAsString(detail);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts and numbers can always be written.", e);
    }
  }
}
