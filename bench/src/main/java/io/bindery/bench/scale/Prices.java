package io.bindery.bench.scale;

/**
 * List prices of us-east-1 in dollars, as far as this arithmetic needs them. They change: whoever
 * decides by them looks them up.
 *
 * @param nodeHour a node of two virtual processors and 8 GiB (m7g.large)
 * @param databaseProcessorHour a virtual processor of RDS for Postgres in one zone (db.m7g)
 * @param databaseGigabyteMonth storage of it in one zone (gp3)
 * @param clusterHour the control plane of EKS
 * @param sqsMillion requests of a standard queue
 * @param eventsMillion custom events of EventBridge; those of AWS's services cost nothing
 * @param s3ReadMillion GET and HEAD requests
 * @param s3WriteMillion PUT and LIST requests
 * @param lambdaGigabyteSecond on x86
 * @param lambdaMillion requests of Lambda
 */
public record Prices(
    double nodeHour,
    double databaseProcessorHour,
    double databaseGigabyteMonth,
    double clusterHour,
    double sqsMillion,
    double eventsMillion,
    double s3ReadMillion,
    double s3WriteMillion,
    double lambdaGigabyteSecond,
    double lambdaMillion) {
  private static final double HOURS_A_MONTH = 730;
  private static final double MILLION = 1e6;
  private static final double GIGA = 1e9;

  /** A second instance in another zone doubles the database. */
  private static final double ZONES = 2;

  /** What any installation has: two nodes for the API, and the cluster. */
  private static final double HTTP_NODES = 2;

  /** Event-Driven Packaging: a function for each event. 128 MB, and an assumed time. */
  private static final double STORE_GIGABYTE_SECONDS = 0.125 * 0.05;

  /** Quilt's packager: its function of 3,008 MB, and an assumed time for a package. */
  private static final double PACKAGER_GIGABYTES = 2.94;

  private static final double PACKAGER_SECONDS_A_PACKAGE = 5;
  private static final double PACKAGER_SECONDS_AN_OBJECT = 0.01;

  /** Its hashing function, for each object: 512 MB, and an assumed time and rate. */
  private static final double HASH_GIGABYTES = 0.5;

  private static final double HASH_SECONDS_AN_OBJECT = 0.15;
  private static final double HASH_BYTES_A_SECOND = 80e6;

  /** Of 2025. */
  static Prices published() {
    return new Prices(0.0816, 0.084, 0.115, 0.10, 0.40, 1.00, 0.40, 5.00, 0.0000166667, 0.20);
  }

  double nodes(Forecast forecast) {
    return (forecast.routerNodes() + forecast.packagerNodes() + HTTP_NODES)
            * nodeHour
            * HOURS_A_MONTH
        + clusterHour * HOURS_A_MONTH;
  }

  double database(Forecast forecast, double checksumDays) {
    return ZONES
        * (forecast.databaseProcessors() * databaseProcessorHour * HOURS_A_MONTH
            + forecast.databaseBytes(checksumDays) / GIGA * databaseGigabyteMonth);
  }

  double requests(Forecast forecast) {
    return (forecast.sqsRequestsPerMonth() * sqsMillion
            + forecast.eventsPerMonth() * eventsMillion
            + forecast.s3ReadsPerMonth() * s3ReadMillion
            + forecast.s3WritesPerMonth() * s3WriteMillion)
        / MILLION;
  }

  /**
   * What the functions of Event-Driven Packaging and of Quilt's packager would cost for the same,
   * without their database and requests.
   */
  double functions(Workload load) {
    double objects = load.objectsPerDay() * 30;
    double packages = load.batchesPerDay() * 30;
    double hashed = objects * load.hashedShare();
    double gigabyteSeconds =
        objects * STORE_GIGABYTE_SECONDS
            + PACKAGER_GIGABYTES
                * (packages * PACKAGER_SECONDS_A_PACKAGE + objects * PACKAGER_SECONDS_AN_OBJECT)
            + HASH_GIGABYTES
                * hashed
                * (HASH_SECONDS_AN_OBJECT + load.bytesPerObject() / HASH_BYTES_A_SECOND);
    return gigabyteSeconds * lambdaGigabyteSecond
        + (objects + packages + hashed) / MILLION * lambdaMillion;
  }
}
