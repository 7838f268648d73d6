package io.bindery.service.access;

import akka.Done;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * Browsers that signed in. The database has them, by the hash of the cookie, so that each node
 * knows them and a session that was ended is over on all of them within two seconds. A session of a
 * token of this service is over, and has the role, as the token is and has.
 */
public final class Sessions {
  private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final int CACHED = 2_000;
  private static final long CACHE_NANOS = Duration.ofSeconds(2).toNanos();

  private static final String FIND =
      """
      SELECT name, role, token_sha256, expires_at, seen_at < now() - interval '1 minute' AS unseen
      FROM browser_session
      WHERE id = $1 AND expires_at > now() AND seen_at > now() - make_interval(secs => $2)
      """;
  private static final String SEEN = "UPDATE browser_session SET seen_at = now() WHERE id = $1";
  private static final String END = "DELETE FROM browser_session WHERE id = $1";
  private static final String EXPIRED =
      """
      DELETE FROM browser_session
      WHERE expires_at <= now() OR seen_at <= now() - make_interval(secs => $1)
      """;
  private static final String OPEN =
      """
      INSERT INTO browser_session (id, name, role, token_sha256, signed_in_at, seen_at, expires_at)
      VALUES ($1, $2, $3, $4, now(), now(), least(now() + make_interval(secs => $5), $6))
      """;
  private static final String TOO_MANY_OF_ONE =
      """
      DELETE FROM browser_session WHERE id IN (
        SELECT id FROM browser_session WHERE name = $1 AND token_sha256 IS NOT DISTINCT FROM $2
        ORDER BY signed_in_at DESC, id OFFSET $3)
      """;
  private static final String TOO_MANY =
      """
      DELETE FROM browser_session WHERE id IN (
        SELECT id FROM browser_session ORDER BY signed_in_at DESC, id OFFSET $1)
      """;

  private final Tables tables;
  private final SessionSettings settings;
  private final Tokens tokens;
  private final Map<String, Cached> cache =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
          return size() > CACHED;
        }
      };

  /** A session as it was found a moment ago. */
  private record Cached(Stored stored, long at) {}

  /** A session of the database. */
  private record Stored(
      String name, Role role, Optional<String> token, Instant expiresAt, boolean unseen) {
    static Stored of(Row row) {
      return new Stored(
          row.get("name", String.class),
          Role.of(row.get("role", String.class)).orElse(Role.VIEWER),
          Rows.text(row, "token_sha256"),
          row.get("expires_at", Instant.class),
          Boolean.TRUE.equals(row.get("unseen", Boolean.class)));
    }
  }

  /**
   * A session that was begun.
   *
   * @param cookie the secret that its browser keeps
   */
  public record Begun(String cookie, Principal principal) {}

  public Sessions(Tables tables, SessionSettings settings, Tokens tokens) {
    this.tables = tables;
    this.settings = settings;
    this.tokens = tokens;
  }

  /**
   * Begins one. If there are too many, the oldest ones end.
   *
   * @param token that was shown
   * @param principal what it proves
   */
  public CompletionStage<Begun> begin(String token, Principal principal) {
    var cookie = Secrets.make();
    var id = id(cookie);
    var hash =
        principal.how() == Principal.How.TOKEN
            ? Optional.of(Secrets.hash(token))
            : Optional.<String>empty();
    return tables
        .together(connection -> statements(connection, id, principal, hash))
        .thenCompose(done -> find(cookie))
        .thenApply(
            found ->
                new Begun(
                    cookie,
                    found.orElseThrow(
                        () -> new IllegalStateException("the session ended at once"))));
  }

  private List<Statement> statements(
      Connection connection, byte[] id, Principal principal, Optional<String> hash) {
    var open =
        connection
            .createStatement(OPEN)
            .bind(0, id)
            .bind(1, principal.name())
            .bind(2, principal.role().word())
            .bind(4, (double) settings.life().toSeconds());
    Rows.bind(open, 3, hash, String.class);
    Rows.bind(open, 5, principal.expiresAt(), Instant.class);
    var ofOne = connection.createStatement(TOO_MANY_OF_ONE).bind(0, principal.name());
    Rows.bind(ofOne, 1, hash, String.class);
    return List.of(
        connection.createStatement(EXPIRED).bind(0, (double) settings.idle().toSeconds()),
        open,
        ofOne.bind(2, (long) settings.mostOfOne()),
        connection.createStatement(TOO_MANY).bind(0, (long) settings.most()));
  }

  /** Whose cookie this is; nothing if it is nobody's, or his session is over. */
  public CompletionStage<Optional<Principal>> find(String cookie) {
    if (!COOKIE.matcher(cookie).matches()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var key = Secrets.hash(cookie);
    var cached = cached(key);
    if (cached.isPresent()) {
      return CompletableFuture.completedFuture(principal(cached.get()));
    }
    var id = id(cookie);
    return tables
        .select(
            FIND,
            statement -> statement.bind(0, id).bind(1, (double) settings.idle().toSeconds()),
            Stored::of)
        .thenApply(
            rows -> {
              if (rows.isEmpty()) {
                return Optional.empty();
              }
              var stored = rows.get(0);
              remember(key, stored);
              if (stored.unseen()) {
                seen(id);
              }
              return principal(stored);
            });
  }

  /** That it was used is noted once a minute; if it cannot be, it is over a little earlier. */
  private void seen(byte[] id) {
    var unused = tables.update(SEEN, statement -> statement.bind(0, id));
  }

  private Optional<Principal> principal(Stored stored) {
    var now = Instant.now();
    if (stored.token().isEmpty()) {
      return Optional.of(
          new Principal(
              stored.name(),
              stored.role(),
              Principal.How.SESSION,
              Optional.of(stored.expiresAt())));
    }
    return tokens
        .ofHash(stored.token().get(), now)
        .map(
            token ->
                new Principal(
                    token.name(),
                    token.role(),
                    Principal.How.SESSION,
                    Optional.of(stored.expiresAt())));
  }

  /** Ends one; it does no harm if it is over. */
  public CompletionStage<Done> end(String cookie) {
    forget(Secrets.hash(cookie));
    var id = id(cookie);
    return tables.update(END, statement -> statement.bind(0, id)).thenApply(rows -> Done.done());
  }

  private static byte[] id(String cookie) {
    return Secrets.sha256(cookie.getBytes(StandardCharsets.US_ASCII));
  }

  private synchronized Optional<Stored> cached(String key) {
    return Optional.ofNullable(cache.get(key))
        .filter(found -> System.nanoTime() - found.at() < CACHE_NANOS)
        .map(Cached::stored);
  }

  private synchronized void remember(String key, Stored stored) {
    cache.remove(key);
    cache.put(key, new Cached(stored, System.nanoTime()));
  }

  private synchronized void forget(String key) {
    cache.remove(key);
  }
}
