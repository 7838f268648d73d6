package io.bindery.packager.browse;

import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.atomic.AtomicLong;

/** How much of the disk indexes take together. */
final class IndexRoom {
  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /** Gives up older indexes until this is not over its limit, or nothing is left to give up. */
  private final Runnable eviction;

  IndexRoom(long limit, Runnable eviction) {
    this.limit = limit;
    this.eviction = eviction;
  }

  /** Indexes take more than they may. */
  static final class FullException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    FullException(long limit) {
      super(
          "the indexes of manifests would take more than the %d bytes of bindery.console.index-bytes"
              .formatted(limit));
    }
  }

  /** Whether more is taken than there is. */
  boolean isOver() {
    return taken.get() > limit;
  }

  Share share() {
    return new Share();
  }

  /** What one index takes. */
  final class Share {
    private final AtomicLong mine = new AtomicLong();

    /**
     * Takes more.
     *
     * @throws FullException if there is no more, also after others were given up
     */
    void take(long bytes) throws FullException {
      taken.addAndGet(bytes);
      mine.addAndGet(bytes);
      if (isOver()) {
        eviction.run();
        if (isOver()) {
          throw new FullException(limit);
        }
      }
    }

    /** Gives all of it back. */
    void free() {
      taken.addAndGet(-mine.getAndSet(0));
    }
  }
}
