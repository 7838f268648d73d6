package io.bindery.service.http;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.service.access.Loopback;
import java.time.Duration;

/**
 * Section {@code bindery.http}.
 *
 * @param enabled whether there is an API at all
 * @param host the address it listens at; without a token only a loopback address
 * @param port its port; 0 takes a free one
 * @param access who may use it
 * @param maxBody bytes of the largest body that is read
 * @param bodiesInFlight bytes of all bodies that are held at a time; more are told to come later
 * @param connections how many may be open
 * @param connectionsPerAddress how many of one address, at most as many as in all
 * @param headWithin how long a client may take for the head of its first request
 * @param stream how changes are followed
 */
public record HttpSettings(
    boolean enabled,
    String host,
    int port,
    AccessSettings access,
    long maxBody,
    long bodiesInFlight,
    int connections,
    int connectionsPerAddress,
    Duration headWithin,
    StreamSettings stream) {
  private static final String SECTION = "bindery.http";

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  /**
   * Reads {@code bindery.http}.
   *
   * @throws SettingsException also if the address is not a loopback one and there is no token
   */
  public static HttpSettings from(Config root) {
    var section = Settings.at(root, SECTION);
    var host = section.text("host", Grammar.HOST);
    var access = AccessSettings.from(root);
    boolean enabled = section.flag("enabled");
    if (enabled && !access.areThereTokens() && !Loopback.is(host)) {
      throw SettingsException.conflict(
          SECTION + ".host",
          host,
          "whoever reaches this address could use the API, because there is no token; set"
              + " bindery.http.tokens, tokens-file, token-sha256 or oidc.issuer, or listen at"
              + " 127.0.0.1 only.");
    }
    long maxBody = section.bytes("max-body", 256 * KIB, 64 * MIB);
    long inFlight = section.bytes("bodies-in-flight", 256 * KIB, 4096 * MIB);
    if (inFlight < maxBody) {
      throw section.notAllowed("bodies-in-flight", "at least as much as bindery.http.max-body");
    }
    int connections = section.integer("connections", 16, 65_536);
    int perAddress = section.integer("connections-per-address", 8, 65_536);
    if (perAddress > connections) {
      throw section.notAllowed(
          "connections-per-address", "at most as many as bindery.http.connections");
    }
    return new HttpSettings(
        enabled,
        host,
        section.integer("port", 0, 65_535),
        access,
        maxBody,
        inFlight,
        connections,
        perAddress,
        section.duration("head-within", Duration.ofSeconds(1), Duration.ofMinutes(1)),
        StreamSettings.from(section.section("stream")));
  }

  @Override
  public String toString() {
    return "HttpSettings[%s:%d, enabled=%s, token=%s]"
        .formatted(host, port, enabled, access.areThereTokens() ? "set" : "none");
  }
}
