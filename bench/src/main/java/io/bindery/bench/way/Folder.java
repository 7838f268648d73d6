package io.bindery.bench.way;

/**
 * What one folder took.
 *
 * @param millis from the marker until the revision was there
 * @param cpuSeconds of the node, from the first upload to the end of the job
 * @param hashedBefore how much of the files had been hashed when the marker came, 0 to 1
 */
record Folder(Variant variant, double millis, double cpuSeconds, double hashedBefore) {
  static Folder measure(WayWorld world, Variant variant) {
    world.stand(variant.far());
    double before = world.cpuSeconds();
    var run = world.upload(variant);
    double millis = world.millisToRevision(run);
    double after = world.cpuSeconds();
    return new Folder(
        variant, millis, after - before, (double) world.hashedBefore(run) / variant.kind().files());
  }
}
