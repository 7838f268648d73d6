package io.bindery.bench.queue;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import io.bindery.bench.child.Parent;
import io.bindery.bench.measure.Cpu;
import io.bindery.bench.measure.InProcessAws;
import io.bindery.bench.measure.QuietBus;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.platform.queue.ObjectTaker;
import io.bindery.router.Router;
import io.bindery.router.RouterSettings;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that is measured: a router as production runs it, with the shipped settings. It
 * answers each line with the processor seconds that it has taken.
 */
public final class NodeMain {
  private NodeMain() {}

  /**
   * Runs the node.
   *
   * @param arguments the file with the settings that are not the shipped ones, and the log
   */
  public static void main(String[] arguments) {
    Parent.serve(
        () -> {
          var config =
              ConfigLoader.load(
                  Optional.empty(), ConfigFactory.parseFile(Path.of(arguments[0]).toFile()));
          Logging.toFile(config, Path.of(arguments[1]));
          Migrations.apply(DatabaseSettings.from(config));
          var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
          var cluster = Cluster.get(system);
          cluster.manager().tell(Join.create(cluster.selfMember().address()));
          var sqs = new AwsClients(AwsSettings.from(config)).sqs();
          var unused =
              Router.start(
                  system,
                  InProcessAws.with(sqs, new QuietBus()),
                  RouterSettings.from(config),
                  ObjectTaker.NONE);
          return line -> Double.toString(Cpu.seconds());
        });
  }
}
