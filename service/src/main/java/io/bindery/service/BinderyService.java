package io.bindery.service;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import com.typesafe.config.Config;
import io.bindery.exchange.Exchange;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.packager.Packager;
import io.bindery.packager.PackagerSettings;
import io.bindery.packager.lineage.Lineage;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.DatabaseLook;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.platform.database.PoolMeters;
import io.bindery.platform.deadletter.DeadLetterQueue;
import io.bindery.platform.deadletter.DeadLetters;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.feed.ChangeFeed;
import io.bindery.platform.feed.FeedSettings;
import io.bindery.platform.look.LookSettings;
import io.bindery.platform.look.Watch;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TracingSettings;
import io.bindery.router.Router;
import io.bindery.router.RouterSettings;
import io.bindery.service.canary.Canary;
import io.bindery.service.canary.CanaryCheck;
import io.bindery.service.cluster.AppVersion;
import io.bindery.service.cluster.ClusterSettings;
import io.bindery.service.cluster.Discovery;
import io.bindery.service.cluster.Management;
import io.bindery.service.cluster.ManagementSettings;
import io.bindery.service.cluster.NodeConfig;
import io.bindery.service.cluster.PodDeletionCost;
import io.bindery.service.cluster.RolesLook;
import io.bindery.service.config.SettingsCheck;
import io.bindery.service.emf.EmfPublisher;
import io.bindery.service.emf.EmfSettings;
import io.bindery.service.http.HttpServer;
import io.bindery.service.http.HttpSettings;
import io.bindery.service.logging.Logging;
import java.net.BindException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** One running node of a cluster, with its roles, on a database and AWS that are given. */
public final class BinderyService implements AutoCloseable {
  private static final String NAME = "bindery";

  private final ActorSystem<Void> system;
  private final AwsClients aws;
  private final Optional<HttpServer> http;

  private BinderyService(ActorSystem<Void> system, AwsClients aws, Optional<HttpServer> http) {
    this.system = system;
    this.aws = aws;
    this.http = http;
  }

  /**
   * Checks every setting, brings the schema up to date, joins the cluster and starts to work.
   *
   * @throws io.bindery.platform.settings.SettingsException if a setting is wrong
   * @throws io.bindery.platform.aws.AwsCredentialsException if there are no credentials
   * @throws io.bindery.platform.database.DatabaseException if the database cannot be used
   * @throws ServiceStartException if a port is taken, or the system ends while it joins
   * @throws PreflightException if a queue or another thing that the settings name can never work
   */
  public static BinderyService start(Config config) {
    check(config);
    var cluster = ClusterSettings.from(config);
    var database = DatabaseSettings.from(config);
    var awsSettings = AwsSettings.from(config);
    var routerSettings = RouterSettings.from(config);
    var packagerSettings = PackagerSettings.from(config);
    var exchangeSettings = ExchangeSettings.from(config);
    var httpSettings = HttpSettings.from(config);
    var feedSettings = FeedSettings.from(config);
    var healthSettings = HealthSettings.from(config);
    var tracingSettings = TracingSettings.from(config);
    var canarySettings = CanarySettings.from(config);
    var emfSettings = EmfSettings.from(config);

    var aws = new AwsClients(awsSettings);
    ActorSystem<Void> system = null;
    try {
      Preflight.check(config, aws);
      Migrations.apply(database);
      system =
          actorSystem(
              NodeConfig.of(config, cluster, AppVersion.of(config, cluster, System.getenv())),
              cluster);
      var place = new Place(system, cluster);
      HealthPort.open(system, healthSettings);
      Management.open(system, ManagementSettings.from(config));
      Spans.get(system).start(tracingSettings, BuildInfo.current().version());
      Watch.start(system, DatabaseLook.of(system, database));
      PoolMeters.start(system);
      NodeMeters.start(system);
      RolesLook.start(system, config);
      EmfPublisher.start(system, emfSettings);
      join(system, cluster);
      PodDeletionCost.start(system, cluster, System.getenv());
      place.take(database);
      var feed = ChangeFeed.start(system, feedSettings);
      var exchange = Exchange.start(system, aws, exchangeSettings);
      var router = Router.start(system, aws, routerSettings, exchange.notices());
      packagerSettings
          .policies()
          .follow(folder -> router.policies().current().preset(folder.bucket(), folder.prefix()));
      var packager = Packager.start(system, aws, packagerSettings);
      var lineage =
          Lineage.start(
              system,
              aws,
              packagerSettings.lineage(),
              canarySettings,
              BuildInfo.current().version());
      var canary = Canary.start(system, aws, router, packager, canarySettings);
      var http =
          startHttp(
              system,
              httpSettings,
              aws,
              router,
              packager,
              deadLetters(system, aws, routerSettings, packagerSettings),
              feed,
              canary,
              lineage,
              exchange);
      place.working(List.of(router.begin(), packager.begin(), exchange.begin()));
      return new BinderyService(system, aws, http);
    } catch (RuntimeException e) {
      var why = system == null ? e : NodeEnd.ofStart(system, e);
      if (system != null) {
        system.terminate();
      }
      aws.close();
      throw why;
    }
  }

  /**
   * Checks every setting and starts nothing.
   *
   * @throws io.bindery.platform.settings.SettingsException with all that is wrong
   */
  public static void check(Config config) {
    SettingsCheck.all(
        config,
        List.of(
            Logging::check,
            NodeRole::from,
            ClusterSettings::from,
            ManagementSettings::from,
            DatabaseSettings::from,
            AwsSettings::from,
            RouterSettings::from,
            PackagerSettings::from,
            ExchangeSettings::from,
            HttpSettings::from,
            FeedSettings::from,
            HealthSettings::from,
            LookSettings::from,
            TracingSettings::from,
            EmfSettings::from,
            CanaryCheck::from));
  }

  private static Optional<HttpServer> startHttp(
      ActorSystem<?> system,
      HttpSettings settings,
      AwsClients aws,
      Router router,
      Packager packager,
      DeadLetters deadLetters,
      ChangeFeed feed,
      Canary canary,
      Lineage lineage,
      Exchange exchange) {
    return settings.enabled() && NodeRole.HTTP.isHere(system)
        ? Optional.of(
            HttpServer.start(
                system,
                settings,
                aws,
                router,
                packager,
                deadLetters,
                feed,
                canary,
                lineage,
                exchange))
        : Optional.empty();
  }

  /** Descriptions that an event source made, and that could not be sent, wait beside notices. */
  private static DeadLetters deadLetters(
      ActorSystem<?> system, AwsClients aws, RouterSettings router, PackagerSettings packager) {
    var others = new HashMap<String, String>();
    router
        .sources()
        .packagerQueueUrl()
        .ifPresent(url -> others.put(DeadLetterQueue.PACKAGER, url.toString()));
    var notices = router.queue();
    var descriptions = packager.queue();
    return new DeadLetters(
        system,
        aws,
        List.of(
            new DeadLetterQueue("router", notices.deadLetterUrl(), notices.url(), others),
            new DeadLetterQueue("packager", descriptions.deadLetterUrl(), descriptions.url())));
  }

  private static ActorSystem<Void> actorSystem(Config config, ClusterSettings cluster) {
    try {
      return ActorSystem.create(Behaviors.empty(), NAME, config);
    } catch (RuntimeException e) {
      if (hasCause(e, BindException.class)) {
        throw new ServiceStartException(
            ("Port %d on %s cannot be opened for the cluster: it is in use, or the address is not"
                    + " this machine's. Set bindery.cluster.port and bindery.cluster.host.")
                .formatted(cluster.port(), cluster.host()),
            e);
      }
      throw e;
    }
  }

  private static void join(ActorSystem<Void> system, ClusterSettings settings) {
    var cluster = Cluster.get(system);
    if (settings.discovery() == Discovery.KUBERNETES_API) {
      Management.bootstrap(system);
    } else if (settings.seedNodes().isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else {
      cluster.manager().tell(new JoinSeedNodes(settings.seedAddresses(NAME)));
    }
  }

  /** Where the HTTP API listens, if it is enabled. */
  public Optional<URI> api() {
    return http.map(HttpServer::address);
  }

  /** The HTTP API, if it is enabled. */
  public Optional<HttpServer> http() {
    return http;
  }

  /**
   * Waits until the node has ended, by {@link #close()} or a signal.
   *
   * @throws NodeDownedException if the cluster went on without it, or it without the cluster
   */
  public void awaitEnd() {
    system.getWhenTerminated().toCompletableFuture().join();
    if (NodeEnd.isDowned(system)) {
      throw new NodeDownedException();
    }
  }

  /** Stops receiving, finishes what is under way, hands the shards over and leaves. */
  @Override
  public void close() {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.clusterLeavingReason())
        .toCompletableFuture()
        .join();
    aws.close();
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    return Causes.chain(failure).anyMatch(type::isInstance);
  }
}
