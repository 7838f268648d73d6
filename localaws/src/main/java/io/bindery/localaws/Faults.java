package io.bindery.localaws;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Failures that a test orders. Each is spent by the calls that meet it; none is kept on disk. */
public final class Faults {
  private record EntryFault(int entry, String errorCode, int calls) {}

  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> stalled = new ConcurrentHashMap<>();
  private final AtomicInteger putEventsCalls = new AtomicInteger();
  private final AtomicInteger objectReads = new AtomicInteger();
  private final AtomicReference<EntryFault> putEventsEntry = new AtomicReference<>();
  private final AtomicInteger refreshes = new AtomicInteger();
  private final AtomicReference<SendFault> sends = new AtomicReference<>();

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

  /** The next {@code calls} calls of RefreshCache answer 500 InternalServerError. */
  public void failRefreshes(int calls) {
    refreshes.set(calls);
  }

  /** Spends one ordered failure of a refresh, if there is one. */
  public boolean takeRefreshFailure() {
    return spend(refreshes);
  }

  /**
   * A failure of sends to a queue.
   *
   * @param queue its name
   * @param entry index from 0 of the one entry of a SendMessageBatch that is refused; absent: the
   *     whole call is
   * @param status of a whole call that is refused
   * @param senderFault whether an entry is refused for good
   * @param calls how many calls meet it
   */
  public record SendFault(
      String queue,
      Optional<Integer> entry,
      int status,
      String errorCode,
      boolean senderFault,
      int calls) {}

  /** The next {@code calls} SendMessageBatch calls to a queue answer so and keep nothing. */
  public void failSends(String queue, int status, String errorCode, int calls) {
    sends.set(new SendFault(queue, Optional.empty(), status, errorCode, status < 500, calls));
  }

  /** The next {@code calls} SendMessageBatch calls to a queue refuse one entry, keep the others. */
  public void failSendEntry(
      String queue, int entry, String errorCode, boolean senderFault, int calls) {
    sends.set(new SendFault(queue, Optional.of(entry), 200, errorCode, senderFault, calls));
  }

  /** Whether sends to some queue are to fail. */
  public boolean hasSendFault() {
    return sends.get() != null;
  }

  /** Spends one ordered failure of a send to this queue, if there is one. */
  public Optional<SendFault> takeSendFault(String queue) {
    var spent =
        sends.getAndUpdate(
            fault -> {
              if (fault == null || !fault.queue().equals(queue)) {
                return fault;
              }
              return fault.calls() <= 1
                  ? null
                  : new SendFault(
                      queue,
                      fault.entry(),
                      fault.status(),
                      fault.errorCode(),
                      fault.senderFault(),
                      fault.calls() - 1);
            });
    return Optional.ofNullable(spent).filter(fault -> fault.queue().equals(queue));
  }

  /** How calls of one operation are answered; a stalled one is not, until it is taken back. */
  public record Refusal(int status, String code) {}

  /**
   * Every call of an operation is refused until this is taken back.
   *
   * @param operation as AWS names it, such as {@code DescribeEventBus} or {@code HeadBucket}
   */
  public void refuse(String operation, int status, String code) {
    refusals.put(operation, new Refusal(status, code));
  }

  /** Calls of an operation are not answered until this is taken back; then they are refused. */
  public void stall(String operation) {
    stalled.put(operation, new CompletableFuture<>());
  }

  /** How calls of this operation are refused, if they are. */
  public Optional<Refusal> refusalOf(String operation) {
    return Optional.ofNullable(refusals.get(operation));
  }

  /** What a call of this operation waits for, if it does. */
  public Optional<CompletableFuture<Void>> stallOf(String operation) {
    return Optional.ofNullable(stalled.get(operation));
  }

  /** Takes back whatever was ordered and not yet spent. */
  public void clear() {
    refusals.clear();
    stalled.values().forEach(stall -> stall.complete(null));
    stalled.clear();
    sends.set(null);
    refreshes.set(0);
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
