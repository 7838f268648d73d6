package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.bindery.protocol.notice.ObjectEvent;
import java.time.Instant;

/**
 * One object event as the journal holds it, compact: an array, to which fields can be added at the
 * end only.
 *
 * @param name the key without the common prefix; empty for the marker of the folder itself
 * @param size in bytes
 * @param eventMillis the event time in milliseconds since 1970
 * @param identity 64 bits that are the same for each delivery of one object event: a hash of key
 *     and version, or, where the version does not tell two writes apart, of key, version and
 *     sequencer
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"name", "size", "eventMillis", "identity"})
public record RecordedObject(String name, long size, long eventMillis, long identity) {

  /** The event as it counts under a common prefix of its key. */
  public static RecordedObject of(ObjectEvent event, String prefix) {
    return new RecordedObject(
        event.key().substring(prefix.length()),
        event.size(),
        event.eventTime().toEpochMilli(),
        Hashes.bits64(identityText(event)));
  }

  Instant eventTime() {
    return Instant.ofEpochMilli(eventMillis);
  }

  /** S3's own ids hold no line feed, and the key comes last: no two events give one text. */
  private static String identityText(ObjectEvent event) {
    var version =
        event
            .uniqueVersion()
            .map(id -> "v" + id)
            .or(() -> event.sequencer().map(sequencer -> sequenced(event, sequencer)))
            .orElseGet(() -> "t" + event.eventTime() + event.etag().orElse("") + event.size());
    return event.kind() + "\n" + version + "\n" + event.key();
  }

  private static String sequenced(ObjectEvent event, String sequencer) {
    return event.versionId().map(id -> "w" + id + "\n" + sequencer).orElse("s" + sequencer);
  }
}
