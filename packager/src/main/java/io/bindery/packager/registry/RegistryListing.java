package io.bindery.packager.registry;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.ObjectsPage;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.s3.S3Uri;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * All that a registry holds. Blocks; memory grows with the number of pointers and manifests, by
 * some 300 bytes for each.
 */
public final class RegistryListing {
  private static final int READS_AT_ONCE = 16;
  private static final Pattern TOP_HASH = Pattern.compile("[0-9a-f]{64}");

  private final Listings listings;
  private final RegistryReader reader;
  private final String bucket;

  public RegistryListing(S3AsyncClient s3, String bucket) {
    this.listings = new Listings(s3);
    this.reader = new RegistryReader(s3);
    this.bucket = bucket;
  }

  /**
   * The ETags of all pointers.
   *
   * @return by what their keys have after {@code .quilt/named_packages/}
   * @throws PackagingException if the registry cannot be listed
   */
  public Map<String, String> pointers() {
    return etags(RegistryLayout.POINTERS);
  }

  /** The ETags of all manifests, by their top hashes; what else is there is none. */
  public Map<String, String> manifests() {
    var found = etags(RegistryLayout.MANIFESTS);
    found.keySet().removeIf(name -> !TOP_HASH.matcher(name).matches());
    return found;
  }

  private Map<String, String> etags(String prefix) {
    var found = new TreeMap<String, String>();
    var page = listed(prefix, () -> listings.objects(it -> it.bucket(bucket).prefix(prefix)));
    while (true) {
      for (S3Object object : page.objects()) {
        found.put(object.key().substring(prefix.length()), String.valueOf(object.eTag()));
      }
      if (page.isLast()) {
        return found;
      }
      page = listed(prefix, page::next);
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
   * Reads pointers, some at once.
   *
   * @param names as {@link #pointers()} has them
   * @param found is told what each says; nothing if it is gone meanwhile
   * @param broken is told of each that does not hold a top hash
   * @throws PackagingException if one cannot be read
   */
  public void read(
      Collection<String> names,
      BiConsumer<String, Optional<TopHash>> found,
      BiConsumer<String, String> broken) {
    var all = List.copyOf(names);
    for (int from = 0; from < all.size(); from += READS_AT_ONCE) {
      var some = all.subList(from, Math.min(all.size(), from + READS_AT_ONCE));
      var reads = new ArrayList<CompletableFuture<Optional<Pointer>>>();
      some.forEach(
          name ->
              reads.add(
                  reader.pointer(bucket, RegistryLayout.POINTERS + name).toCompletableFuture()));
      for (int i = 0; i < some.size(); i++) {
        try {
          found.accept(some.get(i), reads.get(i).join().map(Pointer::topHash));
        } catch (RuntimeException e) {
          var known = Failures.of("Reading the pointers of s3://" + bucket, e);
          if (!(known.getCause() instanceof IllegalArgumentException)) {
            throw known;
          }
          broken.accept(some.get(i), known.getMessage());
        }
      }
    }
  }
}
