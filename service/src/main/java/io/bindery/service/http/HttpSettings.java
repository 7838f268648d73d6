package io.bindery.service.http;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Section {@code bindery.http}.
 *
 * @param enabled whether there is an API at all
 * @param host the address it listens at; without a token only a loopback address
 * @param port its port; 0 takes a free one
 * @param tokenSha256 SHA-256 of the bearer token that every request must show, 32 bytes; empty: no
 *     token
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
    Optional<byte[]> tokenSha256,
    long maxBody,
    long bodiesInFlight,
    int connections,
    int connectionsPerAddress,
    Duration headWithin,
    StreamSettings stream) {
  private static final String SECTION = "bindery.http";
  private static final String TOKEN = "token-sha256";

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final Pattern HEX_SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");

  /**
   * Reads {@code bindery.http}.
   *
   * @throws SettingsException also if the address is not a loopback one and there is no token
   */
  public static HttpSettings from(Config root) {
    var section = Settings.at(root, SECTION);
    var host = section.text("host", Grammar.HOST);
    var token = section.optionalText(TOKEN).map(HttpSettings::hash);
    boolean enabled = section.flag("enabled");
    if (enabled && token.isEmpty() && !isLoopback(host)) {
      throw SettingsException.conflict(
          SECTION + ".host",
          host,
          "whoever reaches this address could use the API, because there is no token; set"
              + " bindery.http.token-sha256, or listen at 127.0.0.1 only.");
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
        token,
        maxBody,
        inFlight,
        connections,
        perAddress,
        section.duration("head-within", Duration.ofSeconds(1), Duration.ofMinutes(1)),
        StreamSettings.from(section.section("stream")));
  }

  /** Whether a host, by its name or address, is only ever this machine itself. */
  static boolean isLoopback(String host) {
    if (!LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** A token that was written here itself, by mistake, must not be repeated in a complaint. */
  private static byte[] hash(String text) {
    if (!HEX_SHA256.matcher(text).matches()) {
      throw SettingsException.conflict(
          SECTION + "." + TOKEN,
          "(not shown)",
          "this must be the SHA-256 of the token in 64 hexadecimal digits, as printf %s \"$TOKEN\""
              + " | sha256sum prints it.");
    }
    return HexFormat.of().parseHex(text);
  }

  @Override
  public String toString() {
    return "HttpSettings[%s:%d, enabled=%s, token=%s]"
        .formatted(host, port, enabled, tokenSha256.isPresent() ? "set" : "none");
  }
}
