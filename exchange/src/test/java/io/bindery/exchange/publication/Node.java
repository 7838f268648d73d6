package io.bindery.exchange.publication;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import io.bindery.exchange.Exchange;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.exchange.intake.Submission;
import io.bindery.exchange.tables.PublicationView;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A node that publishes, in this process. */
final class Node implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ActorSystem<?> system;
  private final AwsClients aws;
  private final Exchange exchange;

  Node(ExchangeWorld world, Map<String, ?> others) {
    var all = new HashMap<String, Object>();
    all.put("bindery.exchange.poll-interval", "30 ms");
    all.put("bindery.exchange.look-again", "300 ms");
    all.put("bindery.exchange.sweep-interval", "100 ms");
    all.put("bindery.exchange.retry.first", "20 ms");
    all.put("bindery.exchange.retry.longest", "200 ms");
    all.put("bindery.exchange.quotas.assets-per-revision", 20);
    all.put("bindery.exchange.quotas.assets-per-job", 4);
    all.putAll(others);
    var config = world.settings(all);
    aws = new AwsClients(AwsSettings.from(config));
    system = ActorSystem.create(Behaviors.empty(), "publisher", config);
    var cluster = Cluster.get(system);
    cluster.manager().tell(new Join(cluster.selfMember().address()));
    exchange = Exchange.start(system, aws, ExchangeSettings.from(config));
    done(exchange.begin());
  }

  static <T> T done(java.util.concurrent.CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Hands a manifest over; the id of its publication. */
  String publish(String manifest, boolean again) {
    var taken =
        done(
            exchange
                .requests()
                .inline(
                    UUID.randomUUID().toString(),
                    manifest.getBytes(UTF_8),
                    again,
                    Optional.of("ada"),
                    Optional.empty()));
    return ((Submission.Accepted) taken).publicationId();
  }

  String publish(String manifest) {
    return publish(manifest, false);
  }

  PublicationView find(String id) {
    return done(exchange.lists().find(id)).orElseThrow();
  }

  /** Waits until a publication is in a state. */
  PublicationView await(String id, PublicationState state) {
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              var now = done(exchange.lists().find(id)).map(PublicationView::state);
              if (now.isPresent() && now.get() != state && now.get().hasEnded()) {
                throw new AssertionError("It is " + find(id));
              }
              return now.equals(Optional.of(state));
            });
    return find(id);
  }

  Publications orders() {
    return exchange.publications();
  }

  @Override
  public void close() {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.unknownReason())
        .toCompletableFuture()
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
    aws.close();
  }
}
