package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on 127.0.0.1. */
public final class Ports {
  private Ports() {}

  /** A port that was free a moment ago. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new LocalAwsException("No port is free on 127.0.0.1: " + e, e);
    }
  }

  /** Refuses a port that something listens on; {@code who} names what wanted it. */
  public static void requireFree(int port, String who) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw inUse(port, who, e);
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
