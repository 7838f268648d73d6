package io.bindery.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.health.Health;
import io.bindery.platform.settings.SettingsException;
import io.bindery.service.config.ConfigLoader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens of an issuer are taken, and what becomes of them when it is away. */
class IssuerTokensTest {
  private static ActorSystem<Void> system;
  private static TestIssuer issuer;
  private static IssuerTokens tokens;

  @BeforeAll
  static void start() {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "issuer",
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.defaultReference()));
    issuer = new TestIssuer();
    tokens = IssuerTokens.start(system, settings(issuer, ""));
  }

  @AfterAll
  static void stop() {
    issuer.close();
    system.terminate();
  }

  private static IssuerSettings settings(TestIssuer of, String more) {
    var text =
        """
        bindery.http.oidc { issuer = "%s", audience = [%s], timeout = 2 s
          viewers = [lab], operators = [lab-staff, "a b"], admins = [lab-admins]
          %s }
        """
            .formatted(of.url(), TestIssuer.AUDIENCE, more);
    return IssuerSettings.from(ConfigLoader.load(Optional.empty(), ConfigFactory.parseString(text)))
        .orElseThrow();
  }

  private static Proof prove(String token) {
    return tokens.prove(token).toCompletableFuture().join();
  }

  /** With and without a type: a missing one must not open a way around any check. */
  static Stream<Optional<JOSEObjectType>> types() {
    return Stream.of(
        Optional.of(JOSEObjectType.JWT),
        Optional.of(new JOSEObjectType("at+jwt")),
        Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("types")
  void aGoodTokenIsTaken(Optional<JOSEObjectType> type) {
    var token =
        TestIssuer.sign(issuer.key(), type.orElse(null), issuer.claims("lab", "lab-staff").build());
    assertThat(prove(token))
        .isInstanceOfSatisfying(
            Proof.Proved.class,
            proved ->
                assertThat(proved.principal())
                    .returns("jo@lab.example", Principal::name)
                    .returns(Role.OPERATOR, Principal::role)
                    .returns(Principal.How.JWT, Principal::how)
                    .returns(true, it -> it.expiresAt().isPresent()));
  }

  @ParameterizedTest
  @MethodSource("types")
  void allOthersAreRefused(Optional<JOSEObjectType> type) throws JOSEException {
    var good = issuer.claims("lab-admins");
    var bad = new ArrayList<String>();
    Map<String, UnaryOperator<JWTClaimsSet.Builder>> changes =
        Map.of(
            "another audience", claims -> claims.audience("quilt"),
            "no audience", claims -> claims.audience((String) null),
            "another issuer", claims -> claims.issuer(issuer.url() + "/"),
            "no issuer", claims -> claims.issuer(null),
            "expired", claims -> claims.expirationTime(ago(Duration.ofMinutes(2))),
            "without an end", claims -> claims.expirationTime(null),
            "not yet", claims -> claims.notBeforeTime(ago(Duration.ofMinutes(-2))),
            "no name", claims -> claims.subject(null),
            "a name of two lines", claims -> claims.subject("jo\nroot"),
            "a long name", claims -> claims.subject("a".repeat(201)));
    changes.forEach(
        (what, change) ->
            bad.add(
                TestIssuer.sign(
                    issuer.key(),
                    type.orElse(null),
                    change.apply(issuer.claims("lab-admins")).build())));
    // A key of somebody else, also under the id of the issuer's.
    bad.add(TestIssuer.sign(TestIssuer.key("other"), type.orElse(null), good.build()));
    bad.add(TestIssuer.sign(TestIssuer.key("one"), type.orElse(null), good.build()));
    bad.add(unsigned(type, good.build()));
    // The public key, which everybody has, taken for a shared secret.
    bad.add(confused(type, issuer.key().toRSAPublicKey().getEncoded(), good.build()));
    bad.add(
        confused(
            type,
            issuer.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
            good.build()));
    var whole = TestIssuer.sign(issuer.key(), type.orElse(null), good.build());
    bad.add(whole.substring(0, whole.lastIndexOf('.') + 1));
    bad.add(whole.substring(0, whole.length() - 10) + "AAAAAAAAAA");
    for (var token : bad) {
      assertThat(prove(token))
          .as(token)
          .isInstanceOfSatisfying(
              Proof.Refused.class,
              refused ->
                  assertThat(refused.why()).startsWith("The token of the issuer is refused"));
    }
  }

  @Test
  void aTokenOfAnotherTypeIsRefused() {
    var token =
        TestIssuer.sign(
            issuer.key(), new JOSEObjectType("logout+jwt"), issuer.claims("lab-admins").build());
    assertThat(prove(token)).isInstanceOf(Proof.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a.b.c", "e30.e30.e30", "{}.{}.{}", "eyJhbGciOiJSUzI1NiJ9.W10.AA"})
  void whatIsNoTokenIsRefused(String text) {
    assertThat(prove(text)).isInstanceOf(Proof.Refused.class);
  }

  @Test
  void oneThatIsNestedDeepOrLongIsRefused() {
    var deep = "{\"alg\":\"RS256\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    assertThat(prove(encoded(deep) + ".e30.AA")).isInstanceOf(Proof.Refused.class);
    assertThat(prove("a".repeat(20_000) + ".e30.AA")).isInstanceOf(Proof.Refused.class);
  }

  @Test
  void whoHasNoRoleIsToldSo() {
    assertThat(prove(issuer.token(claims -> claims, "others")))
        .isInstanceOfSatisfying(
            Proof.NoRole.class, none -> assertThat(none.why()).contains("jo@lab.example"));
    assertThat(prove(issuer.token(claims -> claims.claim("roles", 7))))
        .isInstanceOf(Proof.NoRole.class);
  }

  @Test
  void theRoleMayBeInObjectsOrOneText() {
    var nested = IssuerTokens.start(system, settings(issuer, "role-claim = realm_access.roles"));
    var token =
        issuer.token(claims -> claims.claim("realm_access", Map.of("roles", List.of("lab"))));
    assertThat(nested.prove(token).toCompletableFuture().join()).isInstanceOf(Proof.Proved.class);
    assertThat(prove(issuer.token(claims -> claims.claim("roles", "openid lab-admins"))))
        .isInstanceOfSatisfying(
            Proof.Proved.class,
            proved -> assertThat(proved.principal().role()).isEqualTo(Role.ADMIN));
  }

  @Test
  void anotherKeyIsReadOnceAndNotAgainAndAgain() {
    try (var other = new TestIssuer()) {
      var of = IssuerTokens.start(system, settings(other, ""));
      var first = other.token(claims -> claims, "lab");
      assertThat(of.prove(first).toCompletableFuture().join()).isInstanceOf(Proof.Proved.class);
      int asked = other.asked();
      for (int i = 0; i < 50; i++) {
        var unknown =
            TestIssuer.sign(
                new RSAKey.Builder(other.key()).keyID("no-" + i).build(),
                JOSEObjectType.JWT,
                other.claims("lab").build());
        assertThat(of.prove(unknown).toCompletableFuture().join())
            .isInstanceOf(Proof.Refused.class);
      }
      assertThat(other.asked() - asked).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void anIssuerThatIsSilentHoldsUpNobodyAndHealthSaysSo() {
    try (var other = new TestIssuer()) {
      other.silent(true);
      var of = IssuerTokens.start(system, settings(other, "timeout = 300 ms"));
      var token = other.token(claims -> claims, "lab");
      var began = System.nanoTime();
      assertThat(of.prove(token).toCompletableFuture().join()).isInstanceOf(Proof.Later.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      // Whoever waited is answered before health is told.
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          Health.get(system).parts().stream()
                              .filter(part -> part.name().equals("http.issuer"))
                              .findFirst()
                              .orElseThrow()
                              .error()
                              .orElse(""))
                      .contains("Its keys cannot be read: it did not answer within 300 ms"));
      other.silent(false);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(of.prove(token).toCompletableFuture().join())
                      .isInstanceOf(Proof.Proved.class));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "algorithms = [HS256]",
        "algorithms = [none]",
        "algorithms = []",
        "issuer = \"http://issuer.example\"",
        "jwks-url = \"http://issuer.example/keys\"",
        "audience = []",
        "viewers = [], operators = [], admins = []",
        "clock-skew = 1 hour"
      })
  void whatCannotBeSafeIsNoSetting(String wrong) {
    assertThatThrownBy(() -> settings(issuer, wrong))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("bindery.http.oidc.");
  }

  private static Date ago(Duration time) {
    return Date.from(Instant.now().minus(time));
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String unsigned(Optional<JOSEObjectType> type, JWTClaimsSet claims) {
    var typ = type.map(it -> ",\"typ\":\"%s\"".formatted(it.getType())).orElse("");
    return encoded("{\"alg\":\"none\"%s}".formatted(typ)) + "." + encoded(claims.toString()) + ".";
  }

  private static String confused(Optional<JOSEObjectType> type, byte[] secret, JWTClaimsSet claims)
      throws JOSEException {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").type(type.orElse(null)).build();
    var jwt = new SignedJWT(header, claims);
    jwt.sign(new MACSigner(secret));
    return jwt.serialize();
  }
}
