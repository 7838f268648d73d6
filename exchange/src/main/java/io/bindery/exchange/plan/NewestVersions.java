package io.bindery.exchange.plan;

import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.VersionsPage;
import io.bindery.quilt.json.CodePointOrder;
import io.bindery.quilt.s3.S3Uri;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * The newest versions of many objects, by pages of listings instead of a request for each. It tells
 * only what a listing says for certain, and is no judge: what it leaves out has to be asked for by
 * itself. These are objects that are not there, those in archives, those that lie so far apart that
 * pages do not pay, all if listing is not allowed or fails, and one of each page: only a request
 * for an object shows whether it may be read.
 */
public final class NewestVersions {
  /** How many objects may be asked for at one time: a page has as many entries. */
  public static final int MOST = 1_000;

  /** The classes whose objects may have to be restored, which a listing does not tell. */
  static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

  private static final Logger LOG = LoggerFactory.getLogger(NewestVersions.class);

  /** A page pays from so many objects on: AWS charges about as much for it, and it takes longer. */
  private static final int WORTH = 16;

  private final Listings listings;

  /** Asks by this client. */
  public NewestVersions(S3AsyncClient s3) {
    this.listings = new Listings(s3);
  }

  /**
   * A version.
   *
   * @param etag without quotes
   * @param version as a HEAD request tells it: nothing if the bucket never had versions
   */
  public record Newest(long size, String etag, Optional<String> version) {
    static final String NO_VERSION = "null";

    /** From what S3 answers, whichever way it was asked. */
    public static Newest of(long size, String etag, String versionId) {
      return new Newest(
          size,
          etag == null ? "" : etag.replace("\"", ""),
          Optional.ofNullable(versionId).filter(id -> !id.equals(NO_VERSION)));
    }
  }

  /**
   * What listings tell of objects.
   *
   * @param objects at most {@link #MOST}; their versions are not looked at
   * @return by objects without versions; it never fails
   */
  public CompletionStage<Map<S3Uri, Newest>> of(Collection<S3Uri> objects) {
    var byBucket = new HashMap<String, TreeSet<String>>();
    objects.forEach(
        object ->
            byBucket
                .computeIfAbsent(object.bucket(), it -> new TreeSet<>(CodePointOrder.INSTANCE))
                .add(object.key()));
    CompletionStage<Map<S3Uri, Newest>> told = CompletableFuture.completedFuture(new HashMap<>());
    for (var bucket : byBucket.entrySet()) {
      var walk = new Walk(bucket.getKey(), List.copyOf(bucket.getValue()));
      told =
          told.thenCompose(
              all ->
                  walk.from(0)
                      .thenApply(
                          found -> {
                            all.putAll(found);
                            return all;
                          }));
    }
    return told;
  }

  /** A way through the keys of one bucket, page by page. */
  private final class Walk {
    private final String bucket;
    private final List<String> keys;
    private final String prefix;
    private final Map<S3Uri, Newest> found = new HashMap<>();
    private int poorPages;

    Walk(String bucket, List<String> keys) {
      this.bucket = bucket;
      this.keys = keys;
      this.prefix = common(keys.get(0), keys.get(keys.size() - 1));
    }

    CompletionStage<Map<S3Uri, Newest>> from(int first) {
      if (keys.size() - first < WORTH) {
        return CompletableFuture.completedFuture(found);
      }
      return page(first)
          .handle(
              (page, failure) -> {
                if (failure != null) {
                  LOG.debug("S3 does not list s3://{}/{}", bucket, prefix, failure);
                }
                return Optional.ofNullable(page);
              })
          .thenCompose(
              page ->
                  page.isPresent()
                      ? from(behind(page.get(), first))
                      : CompletableFuture.completedFuture(found));
    }

    private CompletionStage<VersionsPage> page(int first) {
      try {
        return listings.versions(
            request ->
                request
                    .bucket(bucket)
                    .prefix(prefix)
                    .keyMarker(before(keys.get(first)))
                    .maxKeys(MOST));
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    /** Takes what a page tells; returns the place of the next key to list from. */
    private int behind(VersionsPage page, int first) {
      int next = page.isLast() ? keys.size() : placeBehind(page.nextKey());
      var asked = new HashMap<String, ObjectVersion>();
      page.versions().stream()
          .filter(version -> Boolean.TRUE.equals(version.isLatest()))
          .forEach(version -> asked.put(version.key(), version));
      keys.subList(Math.min(first + 1, next), next).stream()
          .flatMap(key -> Optional.ofNullable(asked.get(key)).stream())
          .filter(version -> version.size() != null)
          .filter(version -> !ARCHIVES.contains(String.valueOf(version.storageClassAsString())))
          .forEach(
              version ->
                  found.put(
                      S3Uri.of(bucket, version.key()),
                      Newest.of(version.size(), version.eTag(), version.versionId())));
      if (next - first >= WORTH) {
        poorPages = 0;
        return next;
      }
      // There are many others between them: fewer pages are tried, the more of them were in vain.
      poorPages++;
      return (int) Math.min(keys.size(), Math.max(next, first) + ((long) WORTH << poorPages));
    }

    private int placeBehind(String last) {
      int low = 0;
      int high = keys.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (CodePointOrder.INSTANCE.compare(keys.get(middle), last) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  private static String common(String a, String b) {
    int length = 0;
    while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    // Half of a character is no prefix.
    return a.substring(
        0, length > 0 && Character.isHighSurrogate(a.charAt(length - 1)) ? length - 1 : length);
  }

  /** A key shortly before another; any that is before it would do. Null if there is none. */
  private static String before(String key) {
    int end = key.length() - 1;
    char last = key.charAt(end);
    if (last > '!' && last <= '~') {
      return key.substring(0, end) + (char) (last - 1) + '~';
    }
    var shorter = key.substring(0, key.offsetByCodePoints(key.length(), -1));
    return shorter.isEmpty() ? null : shorter;
  }
}
