package io.bindery.bench.way;

/**
 * Folders that are alike.
 *
 * @param name in the names of figures
 * @param files in each folder, beside the marker
 * @param bytes of each file
 * @param spreadSeconds from the first upload to the marker
 * @param folders in a round, of each variant
 */
record Kind(String name, int files, long bytes, double spreadSeconds, int folders) {
  Kind within(double seconds) {
    return new Kind(name, files, bytes, seconds, folders);
  }
}
