package io.bindery.platform.s3;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One page of a listing, in order with the pages before it. */
abstract class ListedPage<P extends ListedPage<P>> {
  private final boolean isLast;
  private final Before behind;

  /**
   * What came before a page.
   *
   * @param reached how far the listing is
   * @param emptyPages how many pages without an entry came last
   */
  record Before(Advance reached, int emptyPages) {
    /** Nothing; the listing begins behind a key and its version, which may be null. */
    static Before first(String bucket, String prefix, String key, String version) {
      return new Before(Advance.behind(Entries.listing(bucket, prefix), key, version), 0);
    }
  }

  /**
   * @param sorts how far each sort of entries leads, of those that lie side by side in the page
   * @throws ListingException if there is no end to pages without an entry
   */
  ListedPage(String bucket, String prefix, boolean isTruncated, Before before, Advance... sorts) {
    this.isLast = !isTruncated;
    boolean empty = Arrays.stream(sorts).allMatch(Advance::stoodStill);
    this.behind =
        new Before(
            Arrays.stream(sorts).reduce(Advance::furthest).orElseThrow(),
            Entries.emptyPages(bucket, prefix, empty, before.emptyPages()));
  }

  /** How far it leads. */
  final Advance reached() {
    return behind.reached();
  }

  /** Whether nothing comes behind it. */
  public final boolean isLast() {
    return isLast;
  }

  /** The next page; not to be asked for behind the last. */
  public final CompletionStage<P> next() {
    return isLast
        ? CompletableFuture.failedFuture(new IllegalStateException("this is the last page"))
        : next(behind);
  }

  abstract CompletionStage<P> next(Before behind);
}
