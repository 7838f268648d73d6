package io.bindery.exchange.publication;

import java.time.Instant;
import java.util.Set;
import software.amazon.awssdk.services.dataexchange.model.State;

/** An import job of a modelled Data Exchange. */
final class ModelledJob {
  final String id;
  final ModelledRevision revision;
  final Set<Integer> assets;

  /** From when on lists show it. */
  final Instant visible;

  State state = State.WAITING;
  Instant endsAt = Instant.MAX;

  ModelledJob(String id, ModelledRevision revision, Set<Integer> assets, Instant visible) {
    this.id = id;
    this.revision = revision;
    this.assets = assets;
    this.visible = visible;
  }
}
