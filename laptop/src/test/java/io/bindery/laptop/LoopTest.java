package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.service.BinderyService;
import io.bindery.service.config.ConfigLoader;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What Bindery writes into the bucket that it watches starts nothing. Router, packager, S3, queues
 * and rules are real; only time is not: the router goes by the database's clock, and the test's
 * database can put it forward.
 */
class LoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void oneUploadIntoItsOwnRegistryMakesOneRevisionAndThenSilence() throws SQLException {
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local");
    try (var postgres = LocalPostgres.startTemporary();
        var aws = LocalAws.startTemporary();
        var resources = new LocalResources(aws.endpoint(), aws.region())) {
      resources.bucket("lab");
      resources.bucket("canary");
      var queues = resources.queues();
      var config =
          ConfigLoader.load(
              Optional.empty(),
              ConfigFactory.parseString(
                      """
                      bindery.router.buckets = [
                        { name = lab, prefix-depth = 2, trigger { count = 1, quiet = 1 s } }
                        { name = canary, prefix-depth = 2, trigger { count = off, quiet = 60 s } } ]
                      bindery.packager.policies = [
                        { bucket = lab, enhance { readme = on, summary = on, ignore-file = on } } ]
                      """)
                  .withFallback(ConfigFactory.parseMap(settings(postgres, aws, queues))));
      Migrations.apply(DatabaseSettings.from(config));
      var clock = new DatabaseTime(postgres);
      try (var service = BinderyService.start(config)) {
        assertThat(service.api()).isEmpty();
        put(resources, "canary", "can/ary/sings.txt");
        await()
            .atMost(PATIENCE)
            .until(() -> query(postgres, "SELECT count(*) FROM open_batch").equals("1"));

        put(resources, "lab", "exp/run/a.csv");
        await().atMost(PATIENCE).until(() -> pointers(resources, "lab").size() == 1);
        clock.putForward(60);

        // Its batch closes when the router has seen the 60 seconds pass.
        await().atMost(PATIENCE).until(() -> pointers(resources, "canary").size() == 1);
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    isEmpty(resources, queues.notices().url())
                        && isEmpty(resources, queues.packager().url()));

        assertThat(pointers(resources, "lab")).as("revisions").hasSize(1);
        assertThat(query(postgres, "SELECT count(*) FROM closed_batch WHERE bucket = 'lab'"))
            .as("batches")
            .isEqualTo("1");
        assertThat(keys(resources, "lab", ".bindery/"))
            .as("what was written, and noticed")
            .hasSize(3);
        assertThat(query(postgres, "SELECT count(*) FROM open_batch")).isEqualTo("0");
        // The table follows the journal a moment later.
        var jobs = "SELECT string_agg(package_name, ' ' ORDER BY package_name) FROM package_job";
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(query(postgres, jobs)).isEqualTo("can/ary exp/run"));
        for (var dead :
            List.of(queues.notices().deadLetterUrl(), queues.packager().deadLetterUrl())) {
          assertThat(isEmpty(resources, dead)).isTrue();
        }
      }
    }
  }

  /** The database's clock as the service sees it: a function of ours stands before the real one. */
  private record DatabaseTime(LocalPostgres postgres) {
    DatabaseTime {
      update(postgres, "CREATE TABLE put_forward (seconds INT NOT NULL)");
      update(postgres, "INSERT INTO put_forward VALUES (0)");
      update(
          postgres,
          "CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS"
              + " 'SELECT pg_catalog.clock_timestamp()"
              + " + (SELECT seconds FROM public.put_forward) * interval ''1 second'''");
      update(
          postgres,
          "ALTER DATABASE " + postgres.database() + " SET search_path = public, pg_catalog");
    }

    void putForward(int seconds) {
      update(postgres, "UPDATE put_forward SET seconds = " + seconds);
    }
  }

  private static Map<String, Object> settings(
      LocalPostgres postgres, LocalAws aws, LocalResources.Queues queues) {
    var settings = WholeService.settings(postgres, aws, queues, "lab,canary");
    settings.put("bindery.database.pool-size", 8);
    for (var room : List.of("router", "packager")) {
      settings.put("bindery." + room + ".queue.long-poll", "1 s");
      settings.put("bindery." + room + ".queue.receivers", 1);
    }
    return settings;
  }

  private static void put(LocalResources resources, String bucket, String key) {
    resources.s3().putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString("a,b"));
  }

  private static List<String> keys(LocalResources resources, String bucket, String prefix) {
    return resources.s3().listObjectsV2(r -> r.bucket(bucket).prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private static List<String> pointers(LocalResources resources, String bucket) {
    return keys(resources, bucket, ".quilt/named_packages/").stream()
        .filter(key -> !key.endsWith("/latest"))
        .toList();
  }

  private static boolean isEmpty(LocalResources resources, String queueUrl) {
    return resources
        .sqs()
        .getQueueAttributes(
            r ->
                r.queueUrl(queueUrl)
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .allMatch("0"::equals);
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

  private static void update(LocalPostgres postgres, String sql) {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
