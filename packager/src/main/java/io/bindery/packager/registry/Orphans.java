package io.bindery.packager.registry;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.ObjectsPage;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.s3.S3Uri;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Finds manifests that no pointer leads to: pushes that were cut off leave them, and deleted
 * revisions. What was written within the grace is left alone, for its pointer may be about to come.
 * Blocks; memory grows with the number of pointers, by some 100 bytes for each.
 */
public final class Orphans {
  private static final int READS_AT_ONCE = 16;

  private final S3AsyncClient s3;
  private final Listings listings;
  private final String bucket;
  private final RegistryReader reader;

  public Orphans(S3AsyncClient s3, String bucket) {
    this.s3 = s3;
    this.listings = new Listings(s3);
    this.bucket = bucket;
    this.reader = new RegistryReader(s3);
  }

  /**
   * A manifest that no pointer leads to.
   *
   * @param writtenAt when it was written last
   */
  public record Orphan(TopHash topHash, long bytes, Instant writtenAt) {}

  /**
   * What was found.
   *
   * @param pointers that were read
   * @param manifests that there are
   * @param recent manifests without a pointer that are too young to judge
   */
  public record Found(long pointers, long manifests, long recent, List<Orphan> orphans) {
    public Found {
      orphans = List.copyOf(orphans);
    }
  }

  /**
   * Looks through a registry.
   *
   * @param before younger manifests are left alone
   * @throws PackagingException if something cannot be read, a single pointer too: then nothing is
   *     known of any manifest
   */
  public Found find(Instant before) {
    Set<TopHash> wanted = new HashSet<>();
    long[] pointers = new long[1];
    pages(
        RegistryLayout.POINTERS,
        page -> {
          var keys = page.objects().stream().map(S3Object::key).toList();
          for (int from = 0; from < keys.size(); from += READS_AT_ONCE) {
            var some = keys.subList(from, Math.min(keys.size(), from + READS_AT_ONCE));
            wanted.addAll(read(some));
          }
          pointers[0] += keys.size();
        });
    var orphans = new ArrayList<Orphan>();
    long[] manifests = new long[1];
    long[] recent = new long[1];
    pages(
        RegistryLayout.MANIFESTS,
        page -> {
          for (var object : page.objects()) {
            var hash = hash(object.key());
            manifests[0] += hash.isPresent() ? 1 : 0;
            if (hash.isPresent() && !wanted.contains(hash.get())) {
              if (object.lastModified().isBefore(before)) {
                orphans.add(new Orphan(hash.get(), object.size(), object.lastModified()));
              } else {
                recent[0]++;
              }
            }
          }
        });
    return new Found(pointers[0], manifests[0], recent[0], orphans);
  }

  /** What is no manifest of this layout is not ours to judge. */
  private static Optional<TopHash> hash(String key) {
    try {
      return Optional.of(new TopHash(key.substring(RegistryLayout.MANIFESTS.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<TopHash> read(List<String> keys) {
    var reads =
        keys.stream().map(key -> reader.pointer(bucket, key).toCompletableFuture()).toList();
    return reads.stream()
        .map(CompletableFuture::join)
        .flatMap(Optional::stream)
        .map(Pointer::topHash)
        .toList();
  }

  private void pages(String prefix, Consumer<ObjectsPage> work) {
    var page = listed(prefix, () -> listings.objects(it -> it.bucket(bucket).prefix(prefix)));
    work.accept(page);
    while (!page.isLast()) {
      page = listed(prefix, page::next);
      work.accept(page);
    }
  }

  private ObjectsPage listed(String prefix, Supplier<CompletionStage<ObjectsPage>> page) {
    try {
      return page.get().toCompletableFuture().join();
    } catch (RuntimeException e) {
      throw Failures.of("Listing " + S3Uri.of(bucket, prefix), e);
    }
  }

  /**
   * Deletes orphans, one after the other. All pointers are read anew first, and each manifest is
   * looked at just before: one that was pushed again meanwhile stays.
   *
   * @param pause between two of them
   * @return those that were deleted
   * @throws PackagingException if one cannot be deleted, or no pointer at all is there
   */
  public List<Orphan> delete(List<Orphan> orphans, Instant before, Duration pause) {
    var found = find(before);
    if (!orphans.isEmpty() && found.pointers() == 0) {
      throw PackagingException.lasting(
          ("s3://%s has %d manifests and not a single pointer: then rather the listing of %s is"
                  + " wrong than every manifest without use. Nothing is deleted. If all packages are"
                  + " really gone, delete s3://%s with the AWS CLI.")
              .formatted(
                  bucket,
                  found.manifests(),
                  S3Uri.of(bucket, RegistryLayout.POINTERS),
                  bucket + "/" + RegistryLayout.MANIFESTS));
    }
    var still = new HashSet<>(found.orphans());
    var deleted = new ArrayList<Orphan>();
    for (var orphan : orphans) {
      if (still.contains(orphan) && delete(orphan)) {
        deleted.add(orphan);
        CompletableFuture.runAsync(
                () -> {},
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS))
            .join();
      }
    }
    return deleted;
  }

  private boolean delete(Orphan orphan) {
    var uri = S3Uri.of(bucket, RegistryLayout.manifest(orphan.topHash()));
    try {
      var now = s3.headObject(request -> request.bucket(bucket).key(uri.key())).join();
      if (now.lastModified().isAfter(orphan.writtenAt().plusSeconds(1))) {
        return false;
      }
      var unused = s3.deleteObject(request -> request.bucket(bucket).key(uri.key())).join();
      return true;
    } catch (RuntimeException e) {
      if (Failures.isMissing(e)) {
        return false;
      }
      throw Failures.of("Deleting " + uri, e);
    }
  }
}
