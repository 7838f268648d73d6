package io.bindery.platform.database;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.ConnectionFactoryProvider;
import java.time.Duration;

/**
 * Postgres' driver with {@link LostConnections}, under a name of its own: the settings of the
 * journal's pool name the driver, and have no other place to put something between.
 */
public final class BinderyDriver implements ConnectionFactoryProvider {
  private static final String NAME = "bindery-postgres";

  private final PostgresqlConnectionFactoryProvider postgres =
      new PostgresqlConnectionFactoryProvider();

  /** Made by R2DBC, which finds it by {@code META-INF/services}. */
  public BinderyDriver() {}

  @Override
  public ConnectionFactory create(ConnectionFactoryOptions options) {
    var limit = options.getRequiredValue(ConnectionFactoryOptions.STATEMENT_TIMEOUT);
    return new LostConnections(
        socket -> postgres.create(over(socket, options)), Duration.parse(limit.toString()));
  }

  private static ConnectionFactoryOptions over(OwnSocket socket, ConnectionFactoryOptions options) {
    return options
        .mutate()
        .option(
            ConnectionFactoryOptions.DRIVER, PostgresqlConnectionFactoryProvider.POSTGRESQL_DRIVER)
        .option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true)
        .option(PostgresqlConnectionFactoryProvider.LOOP_RESOURCES, socket)
        .build();
  }

  @Override
  public boolean supports(ConnectionFactoryOptions options) {
    return NAME.equals(options.getValue(ConnectionFactoryOptions.DRIVER));
  }

  @Override
  public String getDriver() {
    return NAME;
  }
}
