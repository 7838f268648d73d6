package io.bindery.localaws;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Failures that a test orders. Each is spent by the calls that meet it; none is kept on disk. */
public final class Faults {
  private record EntryFault(int entry, String errorCode, int calls) {}

  private final AtomicInteger putEventsCalls = new AtomicInteger();
  private final AtomicInteger objectReads = new AtomicInteger();
  private final AtomicReference<EntryFault> putEventsEntry = new AtomicReference<>();

  /** The next {@code calls} calls of PutEvents answer 500 InternalFailure and publish nothing. */
  public void failPutEvents(int calls) {
    putEventsCalls.set(calls);
  }

  /**
   * The next {@code calls} calls of PutEvents fail the entry at index {@code entry} (from 0) with
   * {@code errorCode} and publish the others.
   */
  public void failPutEventsEntry(int entry, String errorCode, int calls) {
    putEventsEntry.set(new EntryFault(entry, errorCode, calls));
  }

  /** The next {@code reads} GETs of an object answer 503 SlowDown. */
  public void failObjectReads(int reads) {
    objectReads.set(reads);
  }

  /** Takes back whatever was ordered and not yet spent. */
  public void clear() {
    putEventsCalls.set(0);
    objectReads.set(0);
    putEventsEntry.set(null);
  }

  /** Spends one ordered failure of PutEvents, if there is one. */
  public boolean takePutEventsFailure() {
    return spend(putEventsCalls);
  }

  /** Spends one ordered failure of an object read, if there is one. */
  public boolean takeObjectReadFailure() {
    return spend(objectReads);
  }

  /** An entry that must fail in one call of PutEvents. */
  public record FailedEntry(int index, String errorCode) {}

  /** Spends one ordered failure of an entry, if there is one. */
  public Optional<FailedEntry> takePutEventsEntryFailure() {
    EntryFault fault =
        putEventsEntry.getAndUpdate(
            f ->
                f == null || f.calls() <= 1
                    ? null
                    : new EntryFault(f.entry(), f.errorCode(), f.calls() - 1));
    return fault == null || fault.calls() < 1
        ? Optional.empty()
        : Optional.of(new FailedEntry(fault.entry(), fault.errorCode()));
  }

  private static boolean spend(AtomicInteger left) {
    return left.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0;
  }
}
