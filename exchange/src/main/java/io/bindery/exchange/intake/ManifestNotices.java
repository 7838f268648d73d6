package io.bindery.exchange.intake;

import akka.Done;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.platform.queue.ObjectTaker;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.notice.ObjectEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes publications of the manifests that are written into manifest buckets. What Bindery itself
 * writes beside them, and what is no {@code .json}, is passed over.
 */
public final class ManifestNotices implements ObjectTaker {
  private static final String MANIFEST = ".json";

  /** The ends of the names of what is written beside a manifest. */
  private static final List<String> OWN = List.of(".error.json", ".status.json");

  private final Set<String> buckets;
  private final Submitting submitting;

  public ManifestNotices(IntakeSettings settings, Submitting submitting) {
    this.buckets = settings.manifestBuckets();
    this.submitting = submitting;
  }

  @Override
  public boolean takes(String bucket) {
    return buckets.contains(bucket);
  }

  @Override
  public CompletionStage<Done> take(ObjectEvent event, Optional<TraceContext> trace) {
    if (event.kind() != ObjectEvent.Kind.CREATED || !isManifest(event.key())) {
      return CompletableFuture.completedFuture(Done.done());
    }
    var manifest =
        new ManifestRef.InBucket(
            event.bucket(),
            event.key(),
            event.versionId(),
            event.etag().map(etag -> etag.replace("\"", "")));
    return submitting
        .submit(PublicationIds.of(event), manifest, false, Optional.empty(), trace)
        .thenApply(known -> Done.done());
  }

  static boolean isManifest(String key) {
    return key.endsWith(MANIFEST) && OWN.stream().noneMatch(key::endsWith);
  }
}
