package io.bindery.service.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which hosts are only ever this machine itself. */
public final class Loopback {
  private static final Pattern NAMES =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");

  private Loopback() {}

  /** Whether this one is, by its name or address. */
  public static boolean is(String host) {
    if (!NAMES.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
