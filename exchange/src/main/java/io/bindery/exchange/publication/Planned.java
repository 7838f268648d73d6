package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.bindery.exchange.manifest.Mode;
import io.bindery.exchange.publication.PublicationEvent.Prepared;
import io.bindery.exchange.publication.PublicationEvent.Recut;
import io.bindery.exchange.slots.SlotKind;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be published.
 *
 * @param plan the number of the plan that counts
 * @param revisions how many there are
 */
record Planned(
    int plan,
    Optional<String> productId,
    String dataSetId,
    String mode,
    Optional<String> comment,
    Map<String, String> tags,
    long revisions,
    String digest) {
  static Planned of(Prepared event) {
    return new Planned(
        event.plan(),
        event.productId(),
        event.dataSetId(),
        event.mode(),
        event.comment(),
        event.tags(),
        event.revisions(),
        event.digest());
  }

  Planned with(Recut event) {
    return new Planned(
        event.plan(), productId, dataSetId, mode, comment, tags, event.revisions(), digest);
  }

  /** Whether subscribers read in the bucket, and nothing is imported. */
  @JsonIgnore
  boolean isAccess() {
    return mode.equals(Mode.S3_DATA_ACCESS.word());
  }

  @JsonIgnore
  SlotKind slots() {
    return isAccess() ? SlotKind.ACCESS : SlotKind.IMPORT;
  }
}
