package io.bindery.service.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An issuer whose tokens are heard, of section {@code bindery.http.oidc}.
 *
 * @param issuer as its tokens say it
 * @param audience of which a token must name one
 * @param jwksUrl where its keys are; absent: its discovery document says it
 * @param nameClaim the claim that says who somebody is
 * @param roleClaim the claim that says what he may do; with dots it leads into objects
 * @param roles by which value of that claim
 * @param algorithms by which its tokens may be signed; none of them with a shared secret
 * @param clockSkew by how much its clock and ours may differ
 * @param timeout for its keys
 */
public record IssuerSettings(
    String issuer,
    Set<String> audience,
    Optional<URI> jwksUrl,
    String nameClaim,
    String roleClaim,
    Map<Role, Set<String>> roles,
    Set<JWSAlgorithm> algorithms,
    Duration clockSkew,
    Duration timeout) {
  private static final String SECTION = "bindery.http.oidc";

  /** What begins the list of algorithms in a message. */
  private static final List<String> ALGORITHMS =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,400}");
  private static final String ALLOWED = "of 1 to 400 printable characters of ASCII";

  /**
   * Reads the section; nothing if no issuer is named.
   *
   * @throws SettingsException if it is wrong, or if its tokens could open nothing
   */
  public static Optional<IssuerSettings> from(Config root) {
    var section = Settings.at(root, SECTION);
    var issuer = section.optionalHttpUri("issuer");
    var roles = new EnumMap<Role, Set<String>>(Role.class);
    roles.put(Role.VIEWER, texts(section, "viewers"));
    roles.put(Role.OPERATOR, texts(section, "operators"));
    roles.put(Role.ADMIN, texts(section, "admins"));
    var settings =
        new IssuerSettings(
            section.optionalText("issuer").orElse(""),
            texts(section, "audience"),
            section.optionalHttpUri("jwks-url"),
            claim(section, "name-claim"),
            claim(section, "role-claim"),
            roles,
            algorithms(section),
            section.duration("clock-skew", Duration.ZERO, Duration.ofMinutes(5)),
            section.duration("timeout", Duration.ofMillis(100), Duration.ofSeconds(30)));
    issuer.ifPresent(uri -> mustBeSafe("issuer", uri));
    settings.jwksUrl().ifPresent(uri -> mustBeSafe("jwks-url", uri));
    if (issuer.isEmpty()) {
      return Optional.empty();
    }
    if (settings.audience().isEmpty()) {
      throw SettingsException.conflict(
          SECTION + ".audience",
          "[]",
          "a token that the issuer made for another service would open this one; name what its"
              + " tokens for this service must have as aud.");
    }
    if (roles.values().stream().allMatch(Set::isEmpty)) {
      throw SettingsException.conflict(
          SECTION + ".viewers",
          "[]",
          "nobody would have a role; name values of the claim %s in viewers, operators or admins."
              .formatted(settings.roleClaim()));
    }
    return Optional.of(settings);
  }

  /** Whether what is read from an address can be believed. */
  static boolean isSafe(URI uri) {
    return "https".equals(uri.getScheme())
        || ("http".equals(uri.getScheme()) && Loopback.is(uri.getHost()));
  }

  private static void mustBeSafe(String key, URI uri) {
    if (!isSafe(uri) || uri.getUserInfo() != null) {
      throw SettingsException.conflict(
          SECTION + "." + key,
          uri.toString(),
          "whoever is on the way could give keys of his own; it must be an https address without"
              + " a user, or one of this machine.");
    }
  }

  private static Set<String> texts(Settings section, String key) {
    var texts = section.texts(key);
    if (!texts.stream().allMatch(text -> PRINTABLE.matcher(text).matches())) {
      throw section.notAllowed(key, "a list of texts, each " + ALLOWED);
    }
    return new LinkedHashSet<>(texts);
  }

  private static String claim(Settings section, String key) {
    var claim = section.text(key);
    if (!PRINTABLE.matcher(claim).matches()) {
      throw section.notAllowed(key, "the name of a claim, " + ALLOWED);
    }
    return claim;
  }

  private static Set<JWSAlgorithm> algorithms(Settings section) {
    var names = section.texts("algorithms");
    if (names.isEmpty() || !ALGORITHMS.containsAll(names)) {
      throw section.notAllowed(
          "algorithms", "a list of one or more of " + String.join(", ", ALGORITHMS));
    }
    var algorithms = new LinkedHashSet<JWSAlgorithm>();
    names.forEach(name -> algorithms.add(JWSAlgorithm.parse(name)));
    return algorithms;
  }
}
