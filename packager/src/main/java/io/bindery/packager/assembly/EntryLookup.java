package io.bindery.packager.assembly;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.packager.assembly.NamedEntries.LookedUp;
import io.bindery.packager.construct.EntryLists;
import io.bindery.packager.construct.RequestedEntry;
import io.bindery.packager.content.Budget;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.content.StoredChecksumReader;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.protocol.description.EntryList;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Finds what the entries of a request leave open: versions, sizes, and hashes that are known. */
final class EntryLookup {
  private final ActorSystem<?> system;
  private final EntryLists lists;
  private final StoredChecksumReader stored;
  private final Checksums checksums;
  private final AssemblySettings settings;
  private final SingleObjects objects;

  /**
   * @param requests shared by all that this node asks of objects
   */
  EntryLookup(
      ActorSystem<?> system,
      S3AsyncClient s3,
      EntryLists lists,
      Checksums checksums,
      AssemblySettings settings,
      Budget requests) {
    this.system = system;
    this.lists = lists;
    this.stored = new StoredChecksumReader(s3);
    this.checksums = checksums;
    this.settings = settings;
    this.objects = new SingleObjects(s3, requests);
  }

  /**
   * The entries of a list; fails with a {@link PackagingException} that names what is not there.
   */
  CompletionStage<NamedEntries> entries(EntryList list) {
    return lists
        .find(list)
        .thenCompose(
            entries ->
                Source.from(entries)
                    .mapAsyncUnordered(settings.reads().objects(), entry -> lookUp(list, entry))
                    .runWith(Sink.seq(), system))
        .thenApply(NamedEntries::new);
  }

  private CompletionStage<LookedUp> lookUp(EntryList list, RequestedEntry entry) {
    if (entry.isComplete()) {
      var version =
          new ObjectVersion(entry.physicalKey(), Optional.empty(), entry.size().orElseThrow());
      return CompletableFuture.completedFuture(new LookedUp(entry, version, entry.hash()));
    }
    return version(list, entry)
        .thenCompose(
            version ->
                hash(list, entry, version).thenApply(hash -> new LookedUp(entry, version, hash)));
  }

  private CompletionStage<ObjectVersion> version(EntryList list, RequestedEntry entry) {
    var uri = entry.physicalKey();
    return objects
        .find(list, uri)
        .handle(
            (seen, failure) -> {
              if (failure == null) {
                return seen.version();
              }
              throw Failures.isMissing(failure)
                  ? PackagingException.lasting(
                      "Entry '%s': there is no object %s. Upload it, or correct physical_key."
                          .formatted(entry.key(), uri),
                      failure)
                  : Failures.of("Looking for %s, entry '%s',".formatted(uri, entry.key()), failure);
            });
  }

  /** The hash that was given, else the one that the cache or S3 knows. */
  private CompletionStage<Optional<ObjectHash>> hash(
      EntryList list, RequestedEntry entry, ObjectVersion version) {
    if (entry.hash().isPresent()) {
      return CompletableFuture.completedFuture(entry.hash());
    }
    return checksums
        .known(version)
        .thenCompose(
            known ->
                known.isPresent()
                    ? CompletableFuture.completedFuture(known)
                    : objects
                        .requests()
                        .spend(
                            list,
                            1,
                            () ->
                                stored.find(
                                    version, settings.hashing().types(), SingleObjects.CHECKSUMS)));
  }
}
