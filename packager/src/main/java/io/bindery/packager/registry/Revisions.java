package io.bindery.packager.registry;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.ObjectsPage;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The history of packages, and changes to it that need no new manifest. */
public final class Revisions {
  private static final Pattern SECOND = Pattern.compile("[0-9]{1,18}");
  private static final int READS_AT_ONCE = 16;

  /** A history that is longer is none of one package that people look at. */
  private static final int MOST_POINTERS = 200_000;

  private final Listings listings;
  private final RegistryReader reader;
  private final Pointers pointers;

  public Revisions(S3AsyncClient s3) {
    this.listings = new Listings(s3);
    this.reader = new RegistryReader(s3);
    this.pointers = new Pointers(s3, reader);
  }

  /**
   * One entry of a history. The same revision may have several.
   *
   * @param at when it was pushed
   * @param isLatest whether {@code latest} leads to this revision
   */
  public record Revision(Instant at, TopHash topHash, boolean isLatest) {}

  /**
   * All revisions that have a pointer, newest first.
   *
   * @return empty if there is no such package; fails with a {@link PackagingException}
   */
  public CompletionStage<List<Revision>> history(String bucket, PackageName name) {
    return reader
        .latest(bucket, name)
        .thenCompose(
            latest ->
                seconds(bucket, name)
                    .thenCompose(
                        seconds -> read(bucket, name, seconds, latest, 0, new ArrayList<>())));
  }

  /**
   * Some revisions, newest first; of a long history only these are read.
   *
   * @param before only those that were pushed before this second, if it is given
   * @param limit how many at most
   * @return fails with a {@link PackagingException}, also if there are too many to be sorted
   */
  public CompletionStage<List<Revision>> page(
      String bucket, PackageName name, OptionalLong before, int limit) {
    return reader
        .latest(bucket, name)
        .thenCompose(
            latest ->
                seconds(bucket, name)
                    .thenCompose(
                        all -> {
                          var some =
                              all.stream()
                                  .filter(it -> before.isEmpty() || it < before.getAsLong())
                                  .limit(limit)
                                  .toList();
                          return read(bucket, name, some, latest, 0, new ArrayList<>());
                        }));
  }

  private CompletionStage<List<Revision>> read(
      String bucket,
      PackageName name,
      List<Long> seconds,
      Optional<TopHash> latest,
      int from,
      List<Revision> done) {
    if (from == seconds.size()) {
      return CompletableFuture.completedStage(done);
    }
    var some = seconds.subList(from, Math.min(seconds.size(), from + READS_AT_ONCE));
    var reads =
        some.stream()
            .map(
                second ->
                    reader
                        .pointer(bucket, RegistryLayout.pointer(name, second))
                        .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenCompose(
            all -> {
              for (int i = 0; i < some.size(); i++) {
                var at = Instant.ofEpochSecond(some.get(i));
                // One that was removed meanwhile is not there any more.
                reads
                    .get(i)
                    .join()
                    .map(Pointer::topHash)
                    .ifPresent(
                        hash ->
                            done.add(
                                new Revision(at, hash, latest.filter(hash::equals).isPresent())));
              }
              return read(bucket, name, seconds, latest, from + some.size(), done);
            });
  }

  /** The seconds of all pointers, newest first. */
  private CompletionStage<List<Long>> seconds(String bucket, PackageName name) {
    return keys(bucket, RegistryLayout.pointers(name))
        .thenApply(
            keys ->
                keys.stream()
                    .map(key -> key.substring(key.lastIndexOf('/') + 1))
                    .filter(last -> SECOND.matcher(last).matches())
                    .map(Long::valueOf)
                    .sorted(Comparator.reverseOrder())
                    .toList());
  }

  private CompletionStage<List<String>> keys(String bucket, String prefix) {
    return listings
        .objects(request -> request.bucket(bucket).prefix(prefix))
        .thenCompose(first -> keys(first, new ArrayList<>()))
        .handle(
            (keys, failure) -> {
              if (failure != null) {
                throw Failures.of("Listing " + S3Uri.of(bucket, prefix), failure);
              }
              return keys;
            });
  }

  private static CompletionStage<List<String>> keys(ObjectsPage page, List<String> found) {
    page.objects().stream().map(S3Object::key).forEach(found::add);
    if (found.size() > MOST_POINTERS) {
      throw PackagingException.lasting(
          "The package has more than %d revisions: delete old ones.".formatted(MOST_POINTERS));
    }
    return page.isLast()
        ? CompletableFuture.completedStage(found)
        : page.next().thenCompose(next -> keys(next, found));
  }

  /**
   * Lets {@code latest} lead to an earlier revision. As in Quilt, this leaves no pointer with a
   * time.
   *
   * @return the top hash; fails with a {@link PackagingException}
   */
  public CompletionStage<TopHash> rollback(String bucket, RevisionName revision) {
    return reader
        .resolve(bucket, revision)
        .thenCompose(
            hash ->
                history(bucket, revision.name())
                    .thenCompose(
                        all -> {
                          if (all.stream().noneMatch(it -> it.topHash().equals(hash))) {
                            throw PackagingException.lasting(
                                "%s is no revision of %s in s3://%s: bindery log shows them."
                                    .formatted(hash, revision.name(), bucket));
                          }
                          return lead(bucket, revision.name(), hash);
                        }));
  }

  private CompletionStage<TopHash> lead(String bucket, PackageName name, TopHash hash) {
    var latest = S3Uri.of(bucket, RegistryLayout.latest(name));
    return reader
        .latestPointer(bucket, name)
        .thenCompose(seen -> pointers.replace(latest, hash, seen))
        .thenApply(
            replaced -> {
              if (!replaced) {
                throw PackagingException.passing(
                    "A revision of %s was pushed at this moment: look at it, and try again."
                        .formatted(name));
              }
              return hash;
            });
  }

  /**
   * What a deletion did.
   *
   * @param pointers how many were removed
   * @param latest what {@code latest} leads to now; absent if the package has no revision left
   */
  public record Deletion(TopHash topHash, int pointers, Optional<TopHash> latest) {}

  /**
   * Removes a revision as Quilt does: its pointers go, the manifest stays, and {@code latest} leads
   * to the newest that is left.
   *
   * @return fails with a {@link PackagingException}
   */
  public CompletionStage<Deletion> delete(String bucket, RevisionName revision) {
    var name = revision.name();
    return reader
        .resolve(bucket, revision)
        .thenCompose(
            hash -> history(bucket, name).thenCompose(all -> delete(bucket, name, hash, all)));
  }

  private CompletionStage<Deletion> delete(
      String bucket, PackageName name, TopHash hash, List<Revision> all) {
    var gone = all.stream().filter(it -> it.topHash().equals(hash)).toList();
    var left =
        all.stream().filter(it -> !it.topHash().equals(hash)).map(Revision::topHash).findFirst();
    if (gone.isEmpty()) {
      throw PackagingException.lasting(
          "%s is no revision of %s in s3://%s: bindery log shows them."
              .formatted(hash, name, bucket));
    }
    // latest first: cut off in between, it leads to a revision that is there.
    return reader
        .latest(bucket, name)
        .thenCompose(
            latest -> {
              if (latest.filter(hash::equals).isEmpty()) {
                return CompletableFuture.completedStage(latest);
              }
              return left.isPresent()
                  ? lead(bucket, name, left.get()).thenApply(Optional::of)
                  : pointers
                      .remove(S3Uri.of(bucket, RegistryLayout.latest(name)))
                      .thenApply(done -> Optional.<TopHash>empty());
            })
        .thenCompose(
            latest ->
                remove(bucket, name, gone, 0)
                    .thenApply(done -> new Deletion(hash, gone.size(), latest)));
  }

  private CompletionStage<Void> remove(
      String bucket, PackageName name, List<Revision> gone, int from) {
    return from == gone.size()
        ? CompletableFuture.completedStage(null)
        : pointers
            .remove(
                S3Uri.of(
                    bucket, RegistryLayout.pointer(name, gone.get(from).at().getEpochSecond())))
            .thenCompose(done -> remove(bucket, name, gone, from + 1));
  }
}
