package io.bindery.service.http;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.service.access.IssuerSettings;
import io.bindery.service.access.Role;
import io.bindery.service.access.SessionSettings;
import io.bindery.service.access.Token;
import io.bindery.service.access.TokensFile;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may use the API, of section {@code bindery.http}.
 *
 * @param tokens that the settings name
 * @param tokensFile a file of more
 * @param issuer whose tokens are heard as well
 * @param sessions of browsers
 * @param publicUrl where browsers reach the API, if not at its own address
 * @param corsOrigins other sites whose pages may ask
 * @param proxies who is believed when he says for whom he sends a request
 * @param requestsPerSecond of one client; absent: as many as he likes
 * @param auditWithin how long a write of the audit trail may take
 */
record AccessSettings(
    List<Token> tokens,
    Optional<Path> tokensFile,
    Optional<IssuerSettings> issuer,
    SessionSettings sessions,
    Optional<URI> publicUrl,
    List<String> corsOrigins,
    List<Network> proxies,
    Optional<Integer> requestsPerSecond,
    Duration auditWithin) {
  private static final String SECTION = "bindery.http";
  private static final String SHARED = "token-sha256";
  private static final String TOKENS = "tokens";
  private static final String FILE = "tokens-file";

  /** What whoever shows the one token of all is called. */
  private static final String NOBODY_NAMED = "token";

  private static final Pattern ORIGIN =
      Pattern.compile("https?://(\\[[0-9a-f:]+]|[a-z0-9.-]+)(:[0-9]{1,5})?");

  /**
   * Reads the section.
   *
   * @throws SettingsException if something in it is wrong
   */
  static AccessSettings from(Config root) {
    var section = Settings.at(root, SECTION);
    var file = section.optionalText(FILE).map(AccessSettings::path);
    var publicUrl = section.optionalHttpUri("public-url");
    publicUrl
        .filter(url -> url.getUserInfo() != null || url.getQuery() != null)
        .ifPresent(
            url -> {
              throw section.notAllowed(
                  "public-url", "an address such as https://bindery.example.org");
            });
    return new AccessSettings(
        tokens(section),
        file,
        IssuerSettings.from(root),
        SessionSettings.from(section.section("sessions")),
        publicUrl,
        origins(section),
        proxies(section),
        section.integerOrOff("requests-per-second", 1, 1_000_000),
        section.duration("audit-within", Duration.ofMillis(100), Duration.ofSeconds(30)));
  }

  /** Whether anyone has to prove who he is. */
  boolean areThereTokens() {
    return !tokens.isEmpty() || tokensFile.isPresent() || issuer.isPresent();
  }

  private static List<Token> tokens(Settings section) {
    var tokens = new ArrayList<Token>();
    section
        .optionalText(SHARED)
        .ifPresent(
            text -> tokens.add(new Token(NOBODY_NAMED, Role.ADMIN, hash(text), Optional.empty())));
    for (var line : section.texts(TOKENS)) {
      // A token that was written here itself, by mistake, must not be repeated in a complaint.
      tokens.add(
          Token.parse(line)
              .orElseThrow(
                  () ->
                      SettingsException.conflict(
                          SECTION + "." + TOKENS,
                          "(not shown)",
                          "entry %d must be %s.".formatted(tokens.size() + 1, Token.ALLOWED))));
    }
    var hashes = new HashSet<String>();
    for (var token : tokens) {
      if (!hashes.add(token.sha256())) {
        throw SettingsException.conflict(
            SECTION + "." + TOKENS,
            "(not shown)",
            "two entries, or one and token-sha256, must not be of one token; that of %s is."
                .formatted(token.name()));
      }
    }
    return tokens;
  }

  /** A token that was written here itself, by mistake, must not be repeated in a complaint. */
  private static String hash(String text) {
    if (!Token.isHash(text)) {
      throw SettingsException.conflict(
          SECTION + "." + SHARED,
          "(not shown)",
          "this must be the SHA-256 of the token in 64 hexadecimal digits, as printf %s \"$TOKEN\""
              + " | sha256sum prints it.");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private static Path path(String text) {
    Path file;
    try {
      file = Path.of(text);
    } catch (InvalidPathException e) {
      throw SettingsException.conflict(SECTION + "." + FILE, text, "it must be a path.");
    }
    TokensFile.check(file);
    return file;
  }

  private static List<String> origins(Settings section) {
    var origins = section.texts("cors-origins");
    if (!origins.stream().allMatch(text -> ORIGIN.matcher(text).matches())) {
      throw section.notAllowed(
          "cors-origins",
          "a list of sites, each as https://HOST or https://HOST:PORT in lower case, none of them"
              + " with * or a path");
    }
    return origins;
  }

  private static List<Network> proxies(Settings section) {
    var networks = section.texts("trusted-proxies").stream().map(Network::parse).toList();
    if (networks.stream().anyMatch(Optional::isEmpty)) {
      throw section.notAllowed(
          "trusted-proxies", "a list of addresses or networks, such as 10.1.2.3 or 10.0.0.0/8");
    }
    return networks.stream().flatMap(Optional::stream).toList();
  }
}
