package io.bindery.packager.world;

import akka.Done;
import io.bindery.packager.assembly.ChecksumCache;
import io.bindery.packager.checksum.ChecksumType;
import io.bindery.packager.checksum.ObjectHash;
import io.bindery.packager.content.ObjectVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A checksum cache that lives as long as its test. */
public final class MapCache implements ChecksumCache {
  private final Map<ObjectVersion, ObjectHash> all = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<Map<ObjectVersion, ObjectHash>> find(
      List<ObjectVersion> objects, ChecksumType type) {
    var found = new ConcurrentHashMap<ObjectVersion, ObjectHash>();
    objects.stream().filter(all::containsKey).forEach(it -> found.put(it, all.get(it)));
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public CompletionStage<Done> save(Map<ObjectVersion, ObjectHash> hashes) {
    all.putAll(hashes);
    return CompletableFuture.completedFuture(Done.done());
  }
}
