package io.bindery.packager.world;

import akka.Done;
import io.bindery.packager.assembly.ChecksumCache;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A checksum cache that lives as long as its test. */
public final class MapCache implements ChecksumCache {
  private final Map<ObjectVersion, Map<ChecksumType, ObjectHash>> all = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<Map<ObjectVersion, ObjectHash>> find(
      List<ObjectVersion> objects, List<ChecksumType> types) {
    var found = new ConcurrentHashMap<ObjectVersion, ObjectHash>();
    for (var object : objects) {
      var known = all.getOrDefault(object, Map.of());
      types.stream()
          .filter(known::containsKey)
          .findFirst()
          .ifPresent(type -> found.put(object, known.get(type)));
    }
    return CompletableFuture.completedFuture(found);
  }

  /** How many objects it knows. */
  public int size() {
    return all.size();
  }

  @Override
  public CompletionStage<Done> save(Map<ObjectVersion, ObjectHash> hashes) {
    hashes.forEach(
        (object, hash) ->
            all.computeIfAbsent(object, it -> new ConcurrentHashMap<>()).put(hash.type(), hash));
    return CompletableFuture.completedFuture(Done.done());
  }
}
