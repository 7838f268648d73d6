package io.bindery.bench.exchange;

/**
 * What one publication took.
 *
 * @param before seconds of the wall until the first revision was created
 * @param imports seconds of Data Exchange from then until the last job was seen to have ended
 * @param after seconds of the wall until the last revision was final
 * @param calls of Data Exchange and the Catalog
 * @param polls those of the calls that asked for the states of jobs
 * @param jobsAtOnce the most that ran at one time
 * @param manifestBytes how much was read of manifests
 */
record Run(
    double before,
    double imports,
    double after,
    long calls,
    long polls,
    long jobsAtOnce,
    long manifestBytes) {
  double seconds() {
    return before + imports + after;
  }

  double callsPer10k(int assets) {
    return calls * 10_000.0 / assets;
  }
}
