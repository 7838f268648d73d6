package io.bindery.localaws.exchange;

import io.bindery.localaws.http.AwsError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Failures that a test orders, by operation as AWS names it. Each is spent by the calls that meet
 * it; none is kept on disk. What {@link io.bindery.localaws.Faults#refuse} and {@code stall} order
 * for an operation goes before these.
 */
public final class ExchangeFaults {
  /** The name under which the finalizing calls of UpdateRevision are met. */
  public static final String FINALIZE = "FinalizeRevision";

  /** What becomes of the next call of an operation. */
  private enum Fate {
    LET_THROUGH,
    REFUSED,
    UNANSWERED
  }

  private record Order(String operation, Fate fate, Optional<AwsError> refusal) {}

  /** How a job ends. */
  record End(JobState state, String code, Map<String, Double> limit) {}

  private record KeyFault(String code, Set<String> keys) {}

  /** How a change set fails. */
  record SetFault(String failureCode, String errorCode, String message) {}

  private final List<Order> orders = new ArrayList<>();
  private final List<End> ends = new ArrayList<>();
  private final List<KeyFault> keyFaults = new ArrayList<>();
  private final List<SetFault> setFaults = new ArrayList<>();

  ExchangeFaults() {}

  /** The next calls of an operation are done, and their answers are lost with the connection. */
  public synchronized void loseAnswers(String operation, int calls) {
    for (int i = 0; i < calls; i++) {
      orders.add(new Order(operation, Fate.UNANSWERED, Optional.empty()));
    }
  }

  /** The next calls of an operation are let through; what is refused are those that follow them. */
  public synchronized void letThrough(String operation, int calls) {
    for (int i = 0; i < calls; i++) {
      orders.add(new Order(operation, Fate.LET_THROUGH, Optional.empty()));
    }
  }

  /** The next calls of an operation are refused, and nothing is done. */
  public void refuse(String operation, int status, String code, int calls) {
    refuse(operation, status, code, Map.of(), calls);
  }

  /**
   * The next calls of an operation are refused, and nothing is done.
   *
   * @param details fields of the error, such as ExceptionCause or LimitValue
   */
  public synchronized void refuse(
      String operation, int status, String code, Map<String, Object> details, int calls) {
    for (int i = 0; i < calls; i++) {
      orders.add(
          new Order(
              operation,
              Fate.REFUSED,
              Optional.of(new AwsError(status, code, "Refused on order.", details))));
    }
  }

  /** The next calls of an operation are refused for their rate. */
  public void throttle(String operation, int calls) {
    refuse(operation, 429, "ThrottlingException", calls);
  }

  /** The next jobs that end do so in ERROR with this code, and name their first asset. */
  public void failJobs(String code, int jobs) {
    failJobs(code, Map.of(), jobs);
  }

  /**
   * The next jobs that end do so in ERROR with this code.
   *
   * @param limit the name and value of the one limit that was met; or none
   */
  public synchronized void failJobs(String code, Map<String, Double> limit, int jobs) {
    for (int i = 0; i < jobs; i++) {
      ends.add(new End(JobState.ERROR, code, Map.copyOf(limit)));
    }
  }

  /** Every job that is to import one of these keys ends in ERROR with this code and names them. */
  public synchronized void failKeys(String code, Set<String> keys) {
    keyFaults.add(new KeyFault(code, Set.copyOf(keys)));
  }

  /** The next jobs that end do so in this state, CANCELLED or TIMED_OUT, and import nothing. */
  public synchronized void endJobs(JobState state, int jobs) {
    for (int i = 0; i < jobs; i++) {
      ends.add(new End(state, "", Map.of()));
    }
  }

  /**
   * The next change sets fail.
   *
   * @param failureCode CLIENT_ERROR or SERVER_FAULT
   * @param errorCode of their first change, such as REVISION_NOT_FOUND
   */
  public synchronized void failChangeSets(String failureCode, String errorCode, int sets) {
    for (int i = 0; i < sets; i++) {
      setFaults.add(new SetFault(failureCode, errorCode, "Failed on order."));
    }
  }

  /** Takes back whatever was ordered and not yet spent. */
  public synchronized void clear() {
    orders.clear();
    ends.clear();
    keyFaults.clear();
    setFaults.clear();
  }

  /** Spends one ordered refusal of this operation, if there is one. */
  synchronized void meet(String operation) {
    take(order -> order.operation().equals(operation) && order.fate() != Fate.UNANSWERED)
        .flatMap(Order::refusal)
        .ifPresent(
            error -> {
              throw error;
            });
  }

  /** Spends one ordered loss of an answer, if there is one. */
  synchronized boolean losesAnswer(String operation) {
    return take(order -> order.operation().equals(operation) && order.fate() == Fate.UNANSWERED)
        .isPresent();
  }

  private Optional<Order> take(Predicate<Order> which) {
    Optional<Order> found = orders.stream().filter(which).findFirst();
    found.ifPresent(orders::remove);
    return found;
  }

  synchronized Optional<End> takeEnd() {
    return ends.isEmpty() ? Optional.empty() : Optional.of(ends.remove(0));
  }

  synchronized Optional<SetFault> takeSetFault() {
    return setFaults.isEmpty() ? Optional.empty() : Optional.of(setFaults.remove(0));
  }

  /** The errors that an import of these keys meets: by code, the keys. */
  synchronized Map<String, Set<String>> keyFaults(Set<String> keys) {
    Map<String, Set<String>> met = new java.util.TreeMap<>();
    for (KeyFault fault : keyFaults) {
      Set<String> both = new HashSet<>(fault.keys());
      both.retainAll(keys);
      if (!both.isEmpty()) {
        met.computeIfAbsent(fault.code(), code -> new HashSet<>()).addAll(both);
      }
    }
    return met;
  }
}
