package io.bindery.service.http;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Tables;
import io.bindery.platform.health.Health;
import io.bindery.service.access.IssuerTokens;
import io.bindery.service.access.Sessions;
import io.bindery.service.access.Tokens;
import io.bindery.service.access.TokensFile;
import io.bindery.service.audit.AuditTrail;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that stands between a connection and the endpoints.
 *
 * @param gate what each request passes
 * @param orders carries out what changes something
 * @param endpoints its own
 */
record Entrance(Gate gate, Orders orders, List<Endpoint> endpoints) {
  private static final Logger log = LoggerFactory.getLogger(Entrance.class);

  static Entrance start(ActorSystem<?> system, AccessSettings settings) {
    if (!settings.areThereTokens()) {
      log.warn(
          "there are no tokens: the HTTP API is for this machine only, and whoever uses this machine"
              + " may do everything by it; see bindery.http.tokens");
    }
    var trail = AuditTrail.start(system, settings.auditWithin());
    var tokens = new Tokens(settings.tokens());
    settings.tokensFile().ifPresent(file -> TokensFile.follow(system, file, tokens));
    var issuer = settings.issuer().map(it -> IssuerTokens.start(system, it));
    var sessions = new Sessions(Tables.of(system), settings.sessions(), tokens);
    var origins = new Origins(settings.publicUrl(), settings.corsOrigins());
    var access = new Access(!settings.areThereTokens(), origins, tokens, issuer, sessions::find);
    var refusals = new AuditedRefusals(trail);
    boolean secure =
        settings.publicUrl().filter(url -> "https".equals(url.getScheme())).isPresent();
    return new Entrance(
        new Gate(access, origins, settings, refusals),
        new Orders(trail, refusals),
        Stream.of(
                new ProbeRoutes(Health.get(system)).endpoints(),
                new SessionRoutes(access, sessions, trail, refusals, secure).endpoints(),
                new AuditRoutes(trail.reader()).endpoints())
            .flatMap(List::stream)
            .toList());
  }
}
