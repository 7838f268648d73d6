package io.bindery.service.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An issuer of tokens on loopback, with its discovery document and its keys. */
public final class TestIssuer implements AutoCloseable {
  /** What its tokens are for. */
  public static final String AUDIENCE = "bindery";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private volatile List<RSAKey> keys;
  private volatile boolean silent;

  /** Begins to listen. */
  public TestIssuer() {
    try {
      keys = List.of(key("one"));
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    answer(
        "/.well-known/openid-configuration",
        () -> "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys\"}".formatted(url()));
    answer(
        "/keys",
        () -> {
          asked.incrementAndGet();
          return new JWKSet(List.copyOf(keys)).toString();
        });
    server.start();
  }

  private interface Answer {
    String text();
  }

  private void answer(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          if (silent) {
            await();
          }
          var bytes = answer.text().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private void await() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A key of this id. */
  public static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As its tokens have it. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Its key. */
  public RSAKey key() {
    return keys.get(0);
  }

  /** It signs with another key from now on. */
  public void rotate(RSAKey key) {
    keys = List.of(key);
  }

  /** It takes connections, and answers nothing any more, or does again. */
  public void silent(boolean now) {
    silent = now;
  }

  /** How often it was asked for its keys. */
  public int asked() {
    return asked.get();
  }

  /** Claims of a good token of somebody with these roles. */
  public JWTClaimsSet.Builder claims(String... roles) {
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .audience(AUDIENCE)
        .subject("jo@lab.example")
        .claim("roles", List.of(roles))
        .expirationTime(Date.from(Instant.now().plusSeconds(600)));
  }

  /** A token of this type, signed by RS256; without a type if that is null. */
  public static String sign(RSAKey key, JOSEObjectType type, JWTClaimsSet claims) {
    try {
      var header =
          new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).type(type).build();
      var jwt = new SignedJWT(header, claims);
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token of these claims, changed. */
  public String token(UnaryOperator<JWTClaimsSet.Builder> change, String... roles) {
    return sign(key(), JOSEObjectType.JWT, change.apply(claims(roles)).build());
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
