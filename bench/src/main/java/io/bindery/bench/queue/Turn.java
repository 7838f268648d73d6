package io.bindery.bench.queue;

/**
 * One emptying of a queue by one contestant.
 *
 * @param notices that were in it
 * @param seconds until the last of them was deleted
 * @param cpuSeconds of the contestant's process
 * @param sqsCpuSeconds of the process of SQS
 * @param receives receive calls that came to SQS meanwhile, those included that brought nothing,
 *     without those that waited when the queue was filled
 * @param deletes calls that deleted
 */
record Turn(
    int notices,
    double seconds,
    double cpuSeconds,
    double sqsCpuSeconds,
    long receives,
    long deletes) {
  private static final double MICROS = 1e6;

  /** Notices a second. */
  double rate() {
    return notices / seconds;
  }

  double cpuMicros() {
    return cpuSeconds / notices * MICROS;
  }

  double sqsCpuMicros() {
    return sqsCpuSeconds / notices * MICROS;
  }

  /** Calls of both kinds for a notice; about 0.2 if all are full. */
  double calls() {
    return (double) (receives + deletes) / notices;
  }
}
