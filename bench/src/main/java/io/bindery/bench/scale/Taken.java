package io.bindery.bench.scale;

/**
 * What was taken until a moment, or between two.
 *
 * @param seconds of the wall
 * @param nodeSeconds processor time of the node
 * @param databaseSeconds processor time of Postgres
 * @param databaseBytes the size of the database
 */
record Taken(double seconds, double nodeSeconds, double databaseSeconds, double databaseBytes) {
  Taken since(Taken earlier) {
    return new Taken(
        seconds - earlier.seconds,
        nodeSeconds - earlier.nodeSeconds,
        databaseSeconds - earlier.databaseSeconds,
        databaseBytes - earlier.databaseBytes);
  }

  /** Without what is taken in as much time when nothing is to be done. */
  Taken without(Taken idle) {
    double part = seconds / idle.seconds;
    return new Taken(
        seconds,
        nodeSeconds - idle.nodeSeconds * part,
        databaseSeconds - idle.databaseSeconds * part,
        databaseBytes - idle.databaseBytes * part);
  }
}
