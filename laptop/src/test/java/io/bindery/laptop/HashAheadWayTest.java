package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.service.BinderyService;
import io.bindery.service.config.ConfigLoader;
import java.lang.management.ManagementFactory;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The whole way from uploads to a revision, with objects hashed as their notices come and without:
 * router, packager, S3, queues and rules are real.
 */
class HashAheadWayTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FILES = 20;
  private static final int SIZE = 1 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void hashesAreThereBeforeTheMarkerIs(String ahead) throws SQLException {
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local");
    try (var postgres = LocalPostgres.startTemporary();
        var aws = LocalAws.startTemporary();
        var resources = new LocalResources(aws.endpoint(), aws.region())) {
      resources.bucket("lab");
      var config =
          ConfigLoader.load(
              Optional.empty(),
              ConfigFactory.parseString(
                      """
                      bindery.router.buckets = [
                        { name = lab, prefix-depth = 2, ignore-prefixes = [logs/]
                          trigger { count = off, marker = _SUCCESS } } ]
                      bindery.packager.policies = [{ bucket = lab, hash-ahead = %s }]
                      """
                          .formatted(ahead))
                  .withFallback(
                      ConfigFactory.parseMap(
                          WholeService.settings(postgres, aws, resources.queues(), "lab"))));
      Migrations.apply(DatabaseSettings.from(config));
      try (var service = BinderyService.start(config)) {
        assertThat(service.api()).isEmpty();
        if (ahead.equals("on")) {
          awaitHashing(postgres, resources);
        }
        long cpu = cpu();
        put(resources, "logs/run/ignored.bin", 0);
        for (int i = 0; i < FILES; i++) {
          put(resources, "exp/run/%02d.bin".formatted(i), i);
        }
        var hashed =
            "SELECT count(*) FROM object_checksum WHERE bucket = 'lab' AND NOT key LIKE 'exp/first/%'";
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    query(
                            postgres,
                            "SELECT coalesce(max(files), 0) FROM open_batch WHERE prefix = 'exp/run/'")
                        .equals(Integer.toString(FILES)));
        if (ahead.equals("on")) {
          await()
              .atMost(PATIENCE)
              .until(() -> query(postgres, hashed).equals(Integer.toString(FILES)));
        }
        var before = query(postgres, "SELECT clock_timestamp()");
        long marked = System.nanoTime();
        resources.s3().putObject(r -> r.bucket("lab").key("exp/run/_SUCCESS"), RequestBody.empty());
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(
                () ->
                    resources
                        .s3()
                        .listObjectsV2(
                            r -> r.bucket("lab").prefix(".quilt/named_packages/exp/run/latest"))
                        .hasContents());
        System.out.printf(
            "hash-ahead = %s: %d x %d bytes, marker to revision %d ms, CPU in all %d ms%n",
            ahead,
            FILES,
            SIZE,
            Duration.ofNanos(System.nanoTime() - marked).toMillis(),
            Duration.ofNanos(cpu() - cpu).toMillis());

        assertThat(
                query(
                    postgres,
                    hashed
                        + " AND key LIKE 'exp/run/%%.bin' AND computed_at < '%s'"
                            .formatted(before)))
            .as("hashed before the marker, and not again")
            .isEqualTo(ahead.equals("on") ? Integer.toString(FILES) : "0");
        assertThat(query(postgres, hashed)).isEqualTo(Integer.toString(FILES + 1));
        assertThat(query(postgres, hashed + " AND key LIKE 'logs/%'")).isEqualTo("0");
      }
    }
  }

  /** Until routers know who hashes, what comes is left to its package. */
  private static void awaitHashing(LocalPostgres postgres, LocalResources resources) {
    var uploads = new AtomicInteger();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              put(resources, "exp/first/%d.bin".formatted(uploads.incrementAndGet()), 0);
              return !query(postgres, "SELECT count(*) FROM object_checksum").equals("0");
            });
  }

  /** What all of this process has used: the service, and the AWS that it runs on. */
  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void put(LocalResources resources, String key, int seed) {
    var bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    resources.s3().putObject(r -> r.bucket("lab").key(key), RequestBody.fromBytes(bytes));
  }

  private static String query(LocalPostgres postgres, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
