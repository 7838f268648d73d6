package io.bindery.bench.localaws;

import io.bindery.bench.child.Parent;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.LocalAwsSettings;
import io.bindery.service.logging.Logging;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * The process that is measured: the local AWS on a directory. Its first answer is its endpoint and
 * the seconds that its start took; then it answers each line with the bytes that are live in its
 * heap.
 */
public final class LocalS3Main {
  private LocalS3Main() {}

  /** Serves until its parent ends. */
  public static void main(String[] arguments) {
    Parent.serve(
        () -> {
          Logging.errorsOnly();
          long start = System.nanoTime();
          var aws = LocalAws.start(new LocalAwsSettings(Path.of(arguments[0]), 0));
          Parent.answer(aws.endpoint() + " " + (System.nanoTime() - start) / 1e9);
          return line -> Long.toString(liveBytes());
        });
  }

  private static long liveBytes() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
