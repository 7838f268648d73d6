package io.bindery.service.http;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.bindery.service.access.Role;
import io.bindery.service.system.History;
import io.bindery.service.system.SettingsInForce;
import io.bindery.service.system.SystemLook;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /system}: the node, its cluster and queues, its last hour, and its settings. */
final class SystemRoutes {
  private static final String PATH = "system";

  private record LastHour(int everySeconds, List<History.Point> points) {}

  private record Settings(Map<String, SettingsInForce.Setting> settings) {}

  private final SystemLook look;
  private final History history;
  private final Config config;

  SystemRoutes(ActorSystem<?> system) {
    this.look = new SystemLook(system);
    this.history = History.start(system);
    this.config = system.settings().config();
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH, Set.of(), call -> look.look().thenApply(Reply::ok)),
        Endpoint.get(
            PATH + "/history",
            Set.of(),
            call -> Call.done(Reply.ok(new LastHour(History.EVERY_SECONDS, history.look())))),
        Endpoint.get(
                PATH + "/settings",
                Set.of(),
                call -> Call.done(Reply.ok(new Settings(SettingsInForce.of(config)))))
            .needs(Role.ADMIN));
  }
}
