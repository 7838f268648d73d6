package io.bindery.service.access;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokens that are known now: those of the settings, and those of a file. */
public final class Tokens {
  private final Map<String, Token> configured;
  private volatile Map<String, Token> ofFile = Map.of();

  /**
   * Those of the settings.
   *
   * @param configured no two of one hash
   */
  public Tokens(List<Token> configured) {
    this.configured = byHash(configured);
  }

  private static Map<String, Token> byHash(List<Token> tokens) {
    var byHash = new HashMap<String, Token>();
    tokens.forEach(token -> byHash.put(token.sha256(), token));
    return Map.copyOf(byHash);
  }

  /** The file holds these now. */
  void fileHolds(List<Token> tokens) {
    ofFile = byHash(tokens);
  }

  /** Whose token this is; nothing if it is nobody's, or is used no more. */
  public Optional<Principal> of(String token, Instant now) {
    return ofHash(Secrets.hash(token), now);
  }

  /** Whose token has this hash. */
  Optional<Principal> ofHash(String sha256, Instant now) {
    return Optional.ofNullable(configured.get(sha256))
        .or(() -> Optional.ofNullable(ofFile.get(sha256)))
        .filter(token -> token.until().filter(end -> !now.isBefore(end)).isEmpty())
        .map(Token::principal);
  }
}
