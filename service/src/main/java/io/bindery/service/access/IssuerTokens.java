package io.bindery.service.access;

import akka.actor.typed.ActorSystem;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.bindery.protocol.text.SafeText;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tokens that an issuer signed (JWT). What is taken is said by the settings, and by nothing in the
 * token: not its algorithm, not a key or the address of one.
 */
public final class IssuerTokens {
  private static final int LONGEST = 16_384;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_REASON = 300;

  /**
   * Some issuers name no type. Others are refused, as those of tokens that are no access tokens.
   */
  private static final JOSEObjectType[] TYPES = {
    JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null
  };

  private final IssuerSettings settings;
  private final IssuerKeys keys;

  private IssuerTokens(IssuerSettings settings, IssuerKeys keys) {
    this.settings = settings;
    this.keys = keys;
  }

  /** Begins to read the issuer's keys. */
  public static IssuerTokens start(ActorSystem<?> system, IssuerSettings settings) {
    return new IssuerTokens(settings, IssuerKeys.start(system, settings));
  }

  /** Whether a text looks like a token of an issuer. */
  public static boolean isMeant(String token) {
    return token.chars().filter(c -> c == '.').count() == 2;
  }

  /** What it proves. */
  public CompletionStage<Proof> prove(String token) {
    if (token.length() > LONGEST) {
      return refused("it has more than %d characters".formatted(LONGEST));
    }
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
    } catch (ParseException | IllegalArgumentException e) {
      // One without a signature (alg none) is parsed as none of these.
      return refused("it is no JWT with a signature");
    }
    var algorithm = jwt.getHeader().getAlgorithm();
    if (!settings.algorithms().contains(algorithm)) {
      return refused(
          "it is signed by %s, which is not among bindery.http.oidc.algorithms"
              .formatted(algorithm.getName()));
    }
    return keys.with(Optional.ofNullable(jwt.getHeader().getKeyID()))
        .handle(
            (set, failure) ->
                failure == null
                    ? proved(jwt, set)
                    : new Proof.Later(
                        "The keys of the issuer cannot be read, so that its tokens cannot be"
                            + " checked; health says why. Tokens of Bindery are taken."));
  }

  private static CompletionStage<Proof> refused(String why) {
    return CompletableFuture.completedFuture(refusal(why));
  }

  private static Proof refusal(String why) {
    var safe = SafeText.line(why);
    return new Proof.Refused(
        "The token of the issuer is refused: %s."
            .formatted(safe.length() > LONGEST_REASON ? safe.substring(0, LONGEST_REASON) : safe));
  }

  private Proof proved(SignedJWT jwt, JWKSet set) {
    try {
      var claims = processor(set).process(jwt, null);
      var name = name(claims);
      if (name.isEmpty()) {
        return refusal(
            "its claim %s is no name of 1 to %d characters"
                .formatted(settings.nameClaim(), LONGEST_NAME));
      }
      var role = role(claims);
      return role.isEmpty()
          ? new Proof.NoRole(
              "%s has no role here: the claim %s of the token has none of the values of bindery.http.oidc.viewers, operators and admins."
                  .formatted(name.get(), settings.roleClaim()))
          : new Proof.Proved(
              new Principal(
                  name.get(),
                  role.get(),
                  Principal.How.JWT,
                  Optional.of(claims.getExpirationTime().toInstant())));
    } catch (BadJOSEException | JOSEException e) {
      return refusal(String.valueOf(e.getMessage()));
    }
  }

  private DefaultJWTProcessor<SecurityContext> processor(JWKSet set) {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYPES));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(settings.algorithms(), new ImmutableJWKSet<>(set)));
    var claims =
        new DefaultJWTClaimsVerifier<SecurityContext>(
            settings.audience(),
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            Set.of("exp"),
            Set.of());
    claims.setMaxClockSkew((int) settings.clockSkew().toSeconds());
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }

  /** It is kept and shown: nothing in it may be taken for anything else. */
  private Optional<String> name(JWTClaimsSet claims) {
    return claim(claims, settings.nameClaim())
        .filter(String.class::isInstance)
        .map(value -> ((String) value).strip())
        .filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME)
        .filter(name -> SafeText.line(name).equals(name))
        .filter(name -> name.indexOf('<') < 0 && name.indexOf('>') < 0);
  }

  /** The highest that the claim gives. */
  private Optional<Role> role(JWTClaimsSet claims) {
    var values = claim(claims, settings.roleClaim()).map(IssuerTokens::values).orElse(Set.of());
    return Arrays.stream(Role.values())
        .filter(role -> settings.roles().get(role).stream().anyMatch(values::contains))
        .reduce((lower, higher) -> higher);
  }

  /** A claim of this name; or, if there is none, where the dots in the name lead. */
  private static Optional<Object> claim(JWTClaimsSet claims, String name) {
    var whole = claims.getClaim(name);
    if (whole != null) {
      return Optional.of(whole);
    }
    Object place = claims.getClaims();
    for (var part : name.split("\\.", -1)) {
      place = place instanceof Map<?, ?> object ? object.get(part) : null;
    }
    return Optional.ofNullable(place);
  }

  /** A list of texts; or one text with blanks, as scopes are. */
  private static Set<String> values(Object claim) {
    var values = new HashSet<String>();
    if (claim instanceof List<?> list) {
      list.stream().filter(String.class::isInstance).forEach(one -> values.add((String) one));
    } else if (claim instanceof String text) {
      values.add(text);
      values.addAll(List.of(text.split(" ", -1)));
    }
    return values;
  }
}
