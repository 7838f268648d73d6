package io.bindery.bench.packager;

/**
 * What one piece of work took.
 *
 * @param seconds from its beginning to its end
 * @param cpuSeconds of the process that did it
 * @param objects how many it was about
 * @param topHash of the manifest; empty where there is none
 */
record Work(double seconds, double cpuSeconds, long objects, String topHash) {
  double rate() {
    return objects / seconds;
  }
}
