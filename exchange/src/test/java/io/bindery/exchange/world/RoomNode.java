package io.bindery.exchange.world;

import static org.awaitility.Awaitility.await;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import io.bindery.exchange.Exchange;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.util.Map;

/** A node of the room in this JVM, a cluster of its own. */
public final class RoomNode implements AutoCloseable {
  private final ActorSystem<Void> system;
  private final AwsClients aws;
  private final Exchange exchange;

  private RoomNode(ActorSystem<Void> system, AwsClients aws, Exchange exchange) {
    this.system = system;
    this.aws = aws;
    this.exchange = exchange;
  }

  /** Starts one, with other settings than usual. */
  public static RoomNode start(ExchangeWorld world, Map<String, ?> others) {
    return start(world.settings(others));
  }

  static RoomNode start(Config config) {
    var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
    var cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    var aws = new AwsClients(AwsSettings.from(config));
    var exchange = Exchange.start(system, aws, ExchangeSettings.from(config));
    await()
        .atMost(ExchangeWorld.PATIENCE)
        .until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
    return new RoomNode(system, aws, exchange);
  }

  public Exchange exchange() {
    return exchange;
  }

  public ActorSystem<?> system() {
    return system;
  }

  /** Asks for a publication, under an id of its own. */
  public String publish(String manifest) {
    return Asking.publish(exchange, manifest);
  }

  /** Ends it as a kill does: nothing is put in order, nobody is told. */
  public void kill() {
    aws.close();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  @Override
  public void close() {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.actorSystemTerminateReason())
        .toCompletableFuture()
        .join();
    aws.close();
  }
}
