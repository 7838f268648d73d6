package io.bindery.bench.clients;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.bindery.bench.measure.BenchException;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The service's own clients of one endpoint, and Alpakka's of the same. */
final class Clients implements AutoCloseable {
  static final String REGION = "us-east-1";
  static final String KEY = "key";
  static final String SECRET = "secret";

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Alpakka's own limit of four connections would decide everything. */
  private static final String CONFIG =
      """
      akka.loggers = ["akka.event.slf4j.Slf4jLogger"]
      akka.logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
      akka.loglevel = WARNING
      akka.http.host-connection-pool.max-connections = 64
      akka.http.host-connection-pool.max-open-requests = 256
      """;

  private final AwsClients aws;
  private final ActorSystem<Void> system;
  private final AlpakkaS3 alpakka;

  Clients(URI endpoint) {
    System.setProperty("aws.accessKeyId", KEY);
    System.setProperty("aws.secretAccessKey", SECRET);
    aws = new AwsClients(new AwsSettings(REGION, Optional.of(endpoint)));
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "clients",
            ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.defaultReference()));
    alpakka = new AlpakkaS3(system, endpoint);
  }

  AwsClients aws() {
    return aws;
  }

  ActorSystem<?> system() {
    return system;
  }

  AlpakkaS3 alpakka() {
    return alpakka;
  }

  /** Waits, but not for ever. */
  static <T> T result(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new BenchException("A call fails", e.getCause());
    } catch (TimeoutException e) {
      throw new BenchException("A call has no answer after " + PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    aws.close();
    system.terminate();
    var unused = result(system.getWhenTerminated());
  }
}
