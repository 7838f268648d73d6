package io.bindery.platform.ahead;

import io.bindery.platform.serialization.CborSerializable;
import java.util.List;
import java.util.Optional;

/**
 * Objects that the journal holds by now, all of one batch.
 *
 * @param prefix of the batch
 */
public record RecordedObjects(String bucket, String prefix, List<RecordedObject> objects)
    implements AheadMessage, CborSerializable {
  public RecordedObjects {
    objects = List.copyOf(objects);
  }

  /**
   * An object as its notice has it.
   *
   * @param version absent if the bucket keeps none
   * @param size in bytes
   */
  public record RecordedObject(String key, Optional<String> version, String etag, long size) {}
}
