package io.bindery.bench.scale;

/**
 * What comes in.
 *
 * @param objectsPerDay how many objects, evenly over the day
 * @param objectsPerBatch of one folder, which becomes one package
 * @param bytesPerObject on average
 * @param hashedShare of the objects whose bytes are read, because S3 has no checksum of theirs that
 *     can be taken: 0 to 1
 */
public record Workload(
    double objectsPerDay, double objectsPerBatch, double bytesPerObject, double hashedShare) {
  private static final double DAY_SECONDS = 86_400;

  double objectsPerSecond() {
    return objectsPerDay / DAY_SECONDS;
  }

  double batchesPerDay() {
    return objectsPerDay / objectsPerBatch;
  }

  double hashedBytesPerDay() {
    return objectsPerDay * bytesPerObject * hashedShare;
  }

  /** The same with another number of objects. */
  Workload of(double objects) {
    return new Workload(objects, objectsPerBatch, bytesPerObject, hashedShare);
  }
}
