package io.bindery.bench.chaos.world;

import com.typesafe.config.ConfigFactory;
import io.bindery.bench.child.Parent;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.util.Map;
import java.util.Optional;

/** A process that brings a schema up to date, as a node does before all else. */
public final class MigratingMain {
  private MigratingMain() {}

  /**
   * Runs it; its answer is that it is done.
   *
   * @param arguments port, database, user and password
   */
  public static void main(String[] arguments) {
    // Nobody reads what libraries would say on the standard output, and it would fill up.
    Logging.errorsOnly();
    Parent.serve(
        () -> {
          var set =
              Map.<String, Object>of(
                  "bindery.database.host", "127.0.0.1",
                  "bindery.database.port", arguments[0],
                  "bindery.database.name", arguments[1],
                  "bindery.database.user", arguments[2],
                  "bindery.database.password", arguments[3],
                  "bindery.database.ssl", false);
          Migrations.apply(
              DatabaseSettings.from(
                  ConfigLoader.load(Optional.empty(), ConfigFactory.parseMap(set))));
          Parent.answer("done");
          return line -> line;
        });
  }
}
