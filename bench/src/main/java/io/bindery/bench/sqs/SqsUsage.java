package io.bindery.bench.sqs;

import java.util.Map;

/**
 * What an SQS of the benchmark did since it began.
 *
 * @param cpuSeconds of its process
 * @param requests by operation
 */
public record SqsUsage(double cpuSeconds, Map<String, Long> requests) {
  /** How many requests of this operation. */
  public long requests(String operation) {
    return requests.getOrDefault(operation, 0L);
  }

  /** All of them. */
  public long all() {
    return requests.values().stream().mapToLong(Long::longValue).sum();
  }
}
