package io.bindery.platform.net;

import java.security.Security;

/**
 * How long this process trusts what a name of a host was looked up to. A database or an endpoint
 * that moves to another address behind its name has to be followed, whatever the Java installation
 * says: some of them keep an address for ever.
 */
public final class NameLookups {
  /** An address that was found. */
  static final int SECONDS = 10;

  /** That there is none: a name that is missing for a moment must not be missing for long. */
  static final int NEGATIVE_SECONDS = 2;

  private NameLookups() {}

  /**
   * Sets it. Only heard before the first lookup. Who gives {@code -Dsun.net.inetaddr.ttl} or {@code
   * -Dsun.net.inetaddr.negative.ttl} has it as given.
   */
  public static void follow() {
    set("networkaddress.cache.ttl", "sun.net.inetaddr.ttl", SECONDS);
    set("networkaddress.cache.negative.ttl", "sun.net.inetaddr.negative.ttl", NEGATIVE_SECONDS);
  }

  private static void set(String property, String users, int seconds) {
    Security.setProperty(property, System.getProperty(users, Integer.toString(seconds)));
  }
}
