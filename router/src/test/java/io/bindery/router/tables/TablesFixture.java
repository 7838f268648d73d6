package io.bindery.router.tables;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.bindery.fixtures.MigratedPostgres;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.Tables;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A database of its own with all tables, and an actor system without a cluster to reach them by.
 */
final class TablesFixture implements AutoCloseable {
  private final LocalPostgres postgres = MigratedPostgres.start();
  private final ActorSystem<Void> system;

  TablesFixture(String name) {
    var config =
        ConfigFactory.load(
            ConfigFactory.parseMap(
                    Map.of(
                        "bindery.database.host", postgres.host(),
                        "bindery.database.port", postgres.port(),
                        "bindery.database.name", postgres.database(),
                        "bindery.database.user", postgres.user(),
                        "bindery.database.password", postgres.password(),
                        "bindery.database.ssl", false,
                        "akka.actor.provider", "local"))
                .withFallback(ConfigFactory.parseResourcesAnySyntax("application")));
    system = ActorSystem.create(Behaviors.empty(), name, config);
  }

  Tables tables() {
    return Tables.of(system);
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    postgres.close();
  }
}
