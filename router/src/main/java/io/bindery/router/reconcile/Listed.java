package io.bindery.router.reconcile;

import io.bindery.protocol.notice.ObjectEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest version of an object, as a listing has it.
 *
 * @param version absent in a bucket without versions
 * @param etag without quotation marks
 */
record Listed(
    String key, Optional<String> version, long size, Optional<String> etag, Instant modified) {

  /** The notice that should have come. */
  ObjectEvent event(String bucket) {
    return new ObjectEvent(
        ObjectEvent.Kind.CREATED,
        bucket,
        key,
        version,
        size,
        etag,
        Optional.empty(),
        modified,
        "Reconciliation");
  }
}
