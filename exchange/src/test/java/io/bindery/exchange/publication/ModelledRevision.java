package io.bindery.exchange.publication;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** A revision of a modelled Data Exchange. */
final class ModelledRevision {
  final String id;
  final long number;

  /** From when on lists show it. */
  final Instant visible;

  /** Each asset, with the time from which on lists show it. */
  final Map<Integer, Instant> assets = new TreeMap<>();

  boolean isFinal;
  boolean revoked;
  boolean deleted;

  ModelledRevision(String id, long number, Instant visible) {
    this.id = id;
    this.number = number;
    this.visible = visible;
  }
}
