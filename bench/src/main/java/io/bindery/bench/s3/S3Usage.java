package io.bindery.bench.s3;

import java.util.Map;
import java.util.TreeMap;

/**
 * What an S3 of the benchmark did.
 *
 * @param cpuSeconds of its process
 * @param heapBytes in use
 * @param bytes of objects that were sent
 * @param requests by operation
 */
public record S3Usage(double cpuSeconds, long heapBytes, long bytes, Map<String, Long> requests) {
  /** What was done since then. */
  public S3Usage since(S3Usage before) {
    var more = new TreeMap<>(requests);
    before.requests.forEach((operation, count) -> more.merge(operation, -count, Long::sum));
    more.values().removeIf(count -> count == 0);
    return new S3Usage(cpuSeconds - before.cpuSeconds, heapBytes, bytes - before.bytes, more);
  }

  /** All requests but those for listings. */
  public long objectRequests() {
    return requests.entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("List"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
