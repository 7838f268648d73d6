package io.bindery.packager.assembly;

import io.bindery.packager.content.HashFinder;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The hashes of the objects of assemblies: out of the cache, or found and then remembered. */
final class Checksums {
  private final ChecksumCache cache;
  private final HashFinder finder;
  private final ChecksumMeters meters;

  Checksums(ChecksumCache cache, HashFinder finder, ChecksumMeters meters) {
    this.cache = cache;
    this.finder = finder;
    this.meters = meters;
  }

  /**
   * An object and its hash.
   *
   * @param isNew whether the cache is still to learn it
   */
  record Hashed(ListedObject object, ObjectHash hash, boolean isNew) {}

  /** What is worked on together, so that what is known costs little for each object. */
  sealed interface Piece {
    /** The objects of a page whose hashes the cache has. */
    record Known(List<Hashed> objects) implements Piece {}

    /** One object that the cache does not know. */
    record Unknown(ListedObject object) implements Piece {}
  }

  /** Looks for the objects of a page in the cache. */
  CompletionStage<List<Piece>> look(List<ListedObject> page) {
    return cache
        .find(page.stream().map(ListedObject::version).toList(), finder.types())
        .thenApply(found -> pieces(page, found));
  }

  private static List<Piece> pieces(List<ListedObject> page, Map<ObjectVersion, ObjectHash> found) {
    var pieces = new ArrayList<Piece>();
    var known = new ArrayList<Hashed>(found.size());
    for (var object : page) {
      var hash = found.get(object.version());
      if (hash == null) {
        pieces.add(new Piece.Unknown(object));
      } else {
        known.add(new Hashed(object, hash, false));
      }
    }
    if (!known.isEmpty()) {
      pieces.add(new Piece.Known(known));
    }
    return pieces;
  }

  /** The hash of an object if the cache has it. */
  CompletionStage<Optional<ObjectHash>> known(ObjectVersion object) {
    return cache
        .find(List.of(object), finder.types())
        .thenApply(found -> Optional.ofNullable(found.get(object)));
  }

  CompletionStage<List<Hashed>> hash(Piece piece, Progress progress) {
    if (piece instanceof Piece.Known known) {
      for (var hashed : known.objects()) {
        long size = hashed.object().version().size();
        progress.cached(size);
        meters.cached(size);
      }
      return CompletableFuture.completedFuture(known.objects());
    }
    var object = ((Piece.Unknown) piece).object();
    return finder
        .find(object.version(), object.kept(), progress)
        .thenApply(
            found -> {
              progress.found(found.origin(), found.object().size());
              meters.found(found.origin(), found.object().size());
              return List.of(new Hashed(object.with(found.object()), found.hash(), true));
            });
  }

  /** Remembers what is new before anything is made of it. */
  CompletionStage<List<List<Hashed>>> remember(List<List<Hashed>> batch) {
    var fresh =
        batch.stream()
            .flatMap(List::stream)
            .filter(Hashed::isNew)
            .collect(
                Collectors.toMap(
                    hashed -> hashed.object().version(),
                    Hashed::hash,
                    (a, b) -> b,
                    LinkedHashMap::new));
    return cache.saveAll(fresh).thenApply(done -> batch);
  }
}
