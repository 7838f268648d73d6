package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import java.time.Duration;

/** One way to keep object events safe and to group them. */
interface Contestant extends AutoCloseable {
  /** Takes events as fast as it can for so long. */
  Measured run(Load.Shape shape, Duration length, long seed);

  @Override
  void close();
}
