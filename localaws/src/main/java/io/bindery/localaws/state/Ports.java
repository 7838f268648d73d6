package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports on 127.0.0.1. */
public final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  /** From anywhere on, so that programs that begin side by side do not meet. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST));

  private Ports() {}

  /**
   * A port that was free a moment ago, and another one at each call. It is not of the range of
   * which systems take ports for outgoing connections: any of those could have it before it is
   * bound, or while its server is down.
   */
  public static int free() {
    for (int tries = 0; tries < LAST - FIRST; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), LAST - FIRST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new LocalAwsException(
        "No port is free on 127.0.0.1 from %d to %d.".formatted(FIRST, LAST - 1));
  }

  /** Refuses a port that something listens on; {@code who} names what wanted it. */
  public static void requireFree(int port, String who) {
    try {
      bind(port);
    } catch (IOException e) {
      throw inUse(port, who, e);
    }
  }

  private static boolean isFree(int port) {
    try {
      bind(port);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void bind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
  }

  /** The one sentence for a port that is taken. */
  public static LocalAwsException inUse(int port, String who, Throwable cause) {
    return new LocalAwsException(
        "Port "
            + port
            + " on 127.0.0.1, wanted for "
            + who
            + ", is in use: stop what listens there, or choose another port (0 takes a free one).",
        cause);
  }
}
