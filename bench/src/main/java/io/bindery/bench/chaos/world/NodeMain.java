package io.bindery.bench.chaos.world;

import io.bindery.service.cli.Bindery;
import java.io.IOException;

/** {@code bindery serve}, which ends with the process that started it. */
public final class NodeMain {
  private NodeMain() {}

  /**
   * Runs a node.
   *
   * @param arguments those of the command
   */
  public static void main(String[] arguments) {
    var watch = new Thread(NodeMain::awaitParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    Bindery.main(arguments);
  }

  private static void awaitParent() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes; the end of the stream is its end.
      }
    } catch (IOException e) {
      // It has ended, too.
    }
    Runtime.getRuntime().halt(1);
  }
}
