package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bindery.platform.serialization.CborSerializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the journal holds of a batch. The names are part of the stored format, the classes are not:
 * an event may be moved or renamed in code, but its name and its fields stay readable for ever. New
 * fields must be optional.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BatchEvent.ObjectsRecorded.class, name = "objects-recorded"),
  @JsonSubTypes.Type(value = BatchEvent.DeadlineMoved.class, name = "deadline-moved"),
  @JsonSubTypes.Type(value = BatchEvent.BatchClosed.class, name = "batch-closed"),
  @JsonSubTypes.Type(value = BatchEvent.BatchAnnounced.class, name = "batch-announced")
})
public sealed interface BatchEvent extends CborSerializable {
  /** The bucket's name. */
  String bucket();

  /** The common prefix. */
  String prefix();

  /**
   * Object events were added to the open batch, or began one.
   *
   * @param objects those that count: none of them was seen before
   * @param totals of the batch with them
   * @param recordedAt when, by the router's clock
   * @param dueAt when the batch closes unless more comes
   */
  record ObjectsRecorded(
      String bucket,
      String prefix,
      List<RecordedObject> objects,
      Totals totals,
      Instant recordedAt,
      Optional<Instant> dueAt)
      implements BatchEvent {}

  /** The open batch closes at another time than was said, because its policy changed. */
  record DeadlineMoved(String bucket, String prefix, Optional<Instant> dueAt)
      implements BatchEvent {}

  /** The open batch is closed and waits to be announced. */
  record BatchClosed(
      String bucket,
      String prefix,
      String batchId,
      CloseReason reason,
      Totals totals,
      Instant closedAt)
      implements BatchEvent {}

  /**
   * EventBridge confirmed the announcement.
   *
   * @param eventId EventBridge's id of the event
   */
  record BatchAnnounced(
      String bucket, String prefix, String batchId, String eventId, Instant announcedAt)
      implements BatchEvent {}
}
