package io.bindery.packager.assembly;

import akka.Done;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Remembers the hashes of object versions. It is also the checkpoint of an assembly: one that is
 * begun again after a crash finds what the first had hashed.
 */
public interface ChecksumCache {
  /**
   * Those of the objects whose hash is known; all are of one bucket.
   *
   * @param types in order of preference: of several hashes of an object, the first is given
   */
  CompletionStage<Map<ObjectVersion, ObjectHash>> find(
      List<ObjectVersion> objects, List<ChecksumType> types);

  /**
   * Remembers hashes of objects, all of one bucket. Of several contents or versions of an object
   * the one that comes last counts as the newest.
   */
  CompletionStage<Done> save(Map<ObjectVersion, ObjectHash> hashes);

  /** Remembers hashes of objects, bucket by bucket, as {@link #save} does. */
  default CompletionStage<Done> saveAll(Map<ObjectVersion, ObjectHash> hashes) {
    var byBucket = new LinkedHashMap<String, Map<ObjectVersion, ObjectHash>>();
    hashes.forEach(
        (object, hash) ->
            byBucket
                .computeIfAbsent(object.location().bucket(), bucket -> new LinkedHashMap<>())
                .put(object, hash));
    CompletionStage<Done> saved = CompletableFuture.completedStage(Done.done());
    for (var ofBucket : byBucket.values()) {
      saved = saved.thenCompose(done -> save(ofBucket));
    }
    return saved;
  }
}
