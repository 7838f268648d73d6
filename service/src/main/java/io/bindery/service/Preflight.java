package io.bindery.service;

import com.typesafe.config.Config;
import io.bindery.exchange.ExchangeLooks;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.packager.PackagerLooks;
import io.bindery.packager.PackagerSettings;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.look.Look;
import io.bindery.platform.look.LookSettings;
import io.bindery.router.RouterLooks;
import io.bindery.router.RouterSettings;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The look at all that is in AWS before anything starts. */
public final class Preflight {
  private static final Logger log = LoggerFactory.getLogger(Preflight.class);

  private Preflight() {}

  /** How each thing that the settings name is looked at, as far as this node's roles need it. */
  public static List<Look> looks(Config config, AwsClients aws) {
    var roles = NodeRole.from(config);
    var looks = new ArrayList<Look>();
    if (roles.contains(NodeRole.ROUTER)) {
      looks.addAll(RouterLooks.of(aws, RouterSettings.from(config)));
    }
    if (roles.contains(NodeRole.PACKAGER)) {
      looks.addAll(PackagerLooks.of(aws, PackagerSettings.from(config)));
    }
    if (roles.contains(NodeRole.EXCHANGE)) {
      looks.addAll(ExchangeLooks.of(aws, ExchangeSettings.from(config)));
    }
    return looks;
  }

  /**
   * Refuses what waiting cannot help: a queue that does not exist, a name that is none, another
   * region. All else is waited for, and told, while the node runs.
   *
   * @throws PreflightException if there is any
   */
  static void check(Config config, AwsClients aws) {
    var hopeless =
        Look.all(looks(config, aws), LookSettings.from(config).timeout()).stream()
            .filter(seen -> seen.finding().hopeless() && seen.dependency().required())
            .toList();
    if (!hopeless.isEmpty()) {
      throw new PreflightException(hopeless);
    }
    unpackaged(RouterSettings.from(config), PackagerSettings.from(config)).forEach(log::warn);
  }

  /**
   * What is wrong with watched buckets whose batches the packager would refuse. Batches may come to
   * it by a rule of EventBridge, which no setting tells of: one who has allowed any bucket means to
   * package.
   */
  public static List<String> unpackaged(RouterSettings router, PackagerSettings packager) {
    boolean packages =
        router.isLive() && (router.asksForPackages() || !packager.buckets().sources().isEmpty());
    if (!packages) {
      return List.of();
    }
    return router.policies().buckets().keySet().stream()
        .filter(bucket -> !packager.buckets().sources().contains(bucket))
        .map(
            bucket ->
                ("bucket %s is watched, but packages of it are refused: add it to"
                        + " bindery.packager.sources, or do not have its batches packaged")
                    .formatted(bucket))
        .toList();
  }
}
