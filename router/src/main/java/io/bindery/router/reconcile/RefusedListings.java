package io.bindery.router.reconcile;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import java.util.HashMap;
import java.util.Map;

/** Tells in the node's health which buckets AWS refuses to list, and since when. */
final class RefusedListings {
  private final ActorSystem<?> system;
  private final Map<String, Part> refused = new HashMap<>();

  RefusedListings(ActorSystem<?> system) {
    this.system = system;
  }

  void refused(String bucket, String words) {
    refused
        .computeIfAbsent(bucket, this::part)
        .failed(
            Finding.denied(
                words, "Grant s3:ListBucketVersions on it; the reconciliation goes on by itself."));
  }

  void listed(String bucket) {
    var part = refused.remove(bucket);
    if (part != null) {
      part.good();
    }
  }

  /** Another node goes on. */
  void stop() {
    refused.values().forEach(Part::good);
    refused.clear();
  }

  private Part part(String bucket) {
    return Health.get(system)
        .part(
            Dependency.optional(
                "router.reconcile " + bucket, Kind.BUCKET, "bindery.router.buckets", bucket, ""));
  }
}
