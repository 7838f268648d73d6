package io.bindery.platform.bus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The results of SNS's and SQS's batch calls, which come in two lists and in any order. Entries are
 * numbered from 0.
 */
final class BatchEntries {
  /** Name, type and value of the attribute {@code traceparent}, which AWS counts as well. */
  private static final int TRACE_BYTES = 11 + 6 + 55;

  private final String service;
  private final String what;
  private final EntryResult[] results;

  BatchEntries(String service, String what, int entries) {
    this.service = service;
    this.what = what;
    this.results = new EntryResult[entries];
  }

  static long bytes(OutMessage message) {
    return (long) message.body().getBytes(StandardCharsets.UTF_8).length
        + (message.trace().isPresent() ? TRACE_BYTES : 0);
  }

  /** Whether a topic or queue is first-in-first-out: AWS demands the ending in its name. */
  static boolean keepsOrder(String arnOrUrl) {
    return arnOrUrl.endsWith(".fifo");
  }

  void accepted(String entry, String id) {
    results[Integer.parseInt(entry)] = new EntryResult.Accepted(id);
  }

  void refused(String entry, String code, String reason, Boolean senderFault) {
    results[Integer.parseInt(entry)] =
        new EntryResult.Refused(
            BusException.refused(service, what, code, reason, Boolean.TRUE.equals(senderFault)));
  }

  List<EntryResult> inOrder() {
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        refused(Integer.toString(i), "none", "its answer does not name it", false);
      }
    }
    return Arrays.asList(results);
  }
}
