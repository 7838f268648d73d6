package io.bindery.bench.scale;

/**
 * What a load takes, if each of it costs what it costs alone.
 *
 * @param load what comes in
 * @param costs what one of each takes
 */
public record Forecast(Workload load, UnitCosts costs) {
  private static final double DAY_SECONDS = 86_400;
  private static final double DAYS_A_MONTH = 30;
  private static final double GIGA = 1e9;

  /** How long the journal is kept: bindery.router.retention.events-after. */
  private static final double JOURNAL_DAYS = 30;

  /** How long batches and jobs are kept: closed-after and jobs-after. */
  private static final double BATCH_DAYS = 1_100;

  /** SQS hands out, and takes back, ten at a time. */
  private static final double MESSAGES_A_CALL = 10;

  /** A manifest, a pointer and latest; what was there before is read. */
  private static final double WRITES_A_PACKAGE = 3;

  /** Keys of one page of a listing. */
  private static final double KEYS_A_PAGE = 1_000;

  /** Nodes are to be busy for this part of the time at most, on average over the day. */
  private static final double BUSY = 0.5;

  private static final double CORES_OF_A_NODE = 2;
  private static final double LEAST_NODES = 2;

  /** Cores of routers that are busy on average. */
  double routerCores() {
    return load.objectsPerSecond() * (costs.noticeSeconds() + costs.receiveSeconds())
        + batchesPerSecond() * costs.batchSeconds() / 2;
  }

  /** Cores of packagers. */
  double packagerCores() {
    return load.objectsPerSecond() * costs.objectSeconds()
        + load.hashedBytesPerDay() / DAY_SECONDS / GIGA * costs.gigabyteSeconds()
        + batchesPerSecond() * costs.batchSeconds() / 2;
  }

  /** Cores of Postgres. */
  double databaseCores() {
    return load.objectsPerSecond() * (costs.noticeDatabaseSeconds() + costs.objectDatabaseSeconds())
        + batchesPerSecond() * costs.batchDatabaseSeconds();
  }

  private double batchesPerSecond() {
    return load.batchesPerDay() / DAY_SECONDS;
  }

  double routerNodes() {
    return nodes(routerCores());
  }

  double packagerNodes() {
    return nodes(packagerCores());
  }

  /** Two cores each, half of which are kept for peaks; two at least, for one may fail. */
  private static double nodes(double cores) {
    return Math.max(LEAST_NODES, Math.ceil(cores / BUSY / CORES_OF_A_NODE));
  }

  /** Virtual processors that the database should have. */
  double databaseProcessors() {
    return Math.max(CORES_OF_A_NODE, Math.ceil(databaseCores() / BUSY));
  }

  /**
   * Bytes of the database once the oldest of everything is deleted.
   *
   * @param checksumDays how long checksums are kept: checksums-after
   */
  double databaseBytes(double checksumDays) {
    return load.objectsPerDay() * costs.journalBytes() * JOURNAL_DAYS
        + load.objectsPerDay() * costs.checksumBytes() * checksumDays
        + load.batchesPerDay() * costs.batchBytes() * BATCH_DAYS;
  }

  /** Bytes that are added in a day, before anything is old enough to go. */
  double databaseBytesPerDay() {
    return load.objectsPerDay() * (costs.journalBytes() + costs.checksumBytes())
        + load.batchesPerDay() * costs.batchBytes();
  }

  /** Sent by EventBridge one by one; received and deleted ten at a time; descriptions likewise. */
  double sqsRequestsPerMonth() {
    return DAYS_A_MONTH
        * (load.objectsPerDay() * (1 + 2 / MESSAGES_A_CALL)
            + load.batchesPerDay() * (1 + 2 / MESSAGES_A_CALL));
  }

  /** One HEAD or GET for each object, and what is read for a package. */
  double s3ReadsPerMonth() {
    return DAYS_A_MONTH * (load.objectsPerDay() + load.batchesPerDay() * WRITES_A_PACKAGE);
  }

  /** Pages of listings, and what is written for a package. */
  double s3WritesPerMonth() {
    return DAYS_A_MONTH
        * (load.objectsPerDay() / KEYS_A_PAGE + load.batchesPerDay() * (1 + WRITES_A_PACKAGE));
  }

  /** An announcement of a batch, and one of its revision. */
  double eventsPerMonth() {
    return DAYS_A_MONTH * load.batchesPerDay() * 2;
  }
}
