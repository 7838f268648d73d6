package io.bindery.bench.scale;

/**
 * What one of each costs, on one core. Those of docs/benchmarks.md are measured; those that are
 * estimates say so, and docs/scale.md repeats it.
 *
 * @param noticeSeconds processor time of the router's node for the journal's part of a notice
 * @param noticeDatabaseSeconds of Postgres for the same
 * @param receiveSeconds of the router's node to receive, read and delete a notice: an estimate
 * @param batchSeconds of the nodes to close and announce a batch, and to take its description: an
 *     estimate
 * @param batchDatabaseSeconds of Postgres for the same: an estimate
 * @param objectSeconds of the packager's node for an object of a package, with one request to S3
 * @param objectDatabaseSeconds of Postgres for its checksum: an estimate
 * @param gigabyteSeconds of the packager's node to read and hash 10⁹ bytes
 * @param journalBytes in the journal and its indexes for a notice: an estimate
 * @param batchBytes in the tables of batches and jobs for a batch: an estimate
 * @param checksumBytes in the table of checksums for an object
 */
public record UnitCosts(
    double noticeSeconds,
    double noticeDatabaseSeconds,
    double receiveSeconds,
    double batchSeconds,
    double batchDatabaseSeconds,
    double objectSeconds,
    double objectDatabaseSeconds,
    double gigabyteSeconds,
    double journalBytes,
    double batchBytes,
    double checksumBytes) {
  private static final double MICRO = 1e-6;

  /**
   * Two cores record 16,780 notices a second of 10,000 prefixes, where nearly each is a persist of
   * its own: 119 µs, of which the split of the measurement with 100 prefixes, 11 to 6, gives
   * Bindery 77. A call of the SDK takes 100 µs; a notice has a tenth of two calls, and its text.
   */
  static UnitCosts published() {
    return new UnitCosts(
        77 * MICRO,
        42 * MICRO,
        30 * MICRO,
        1_500 * MICRO,
        600 * MICRO,
        100 * MICRO,
        50 * MICRO,
        0.99,
        700,
        3_000,
        550);
  }
}
