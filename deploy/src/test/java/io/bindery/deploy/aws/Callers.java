package io.bindery.deploy.aws;

import static io.bindery.platform.cluster.NodeRole.EXCHANGE;
import static io.bindery.platform.cluster.NodeRole.HTTP;
import static io.bindery.platform.cluster.NodeRole.PACKAGER;
import static io.bindery.platform.cluster.NodeRole.ROUTER;

import io.bindery.platform.cluster.NodeRole;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;

/**
 * On which nodes the classes run that call AWS. The longest name that a class begins with counts. A
 * command runs with the rights of whoever gives it, and on no node.
 */
final class Callers {
  private static final Set<NodeRole> COMMAND = Set.of();

  private static final Map<String, Set<NodeRole>> ON =
      Map.ofEntries(
          Map.entry("router.", Set.of(ROUTER)),
          Map.entry("packager.", Set.of(PACKAGER)),
          Map.entry("exchange.", Set.of(EXCHANGE)),
          Map.entry("service.", Set.of(HTTP)),

          // What packages are looked into and verified with.
          Map.entry("packager.browse.", Set.of(HTTP)),
          Map.entry("packager.verify.", Set.of(HTTP)),
          Map.entry("packager.content.ContentReader", Set.of(PACKAGER, HTTP)),
          Map.entry("packager.content.SmallObjects", Set.of(PACKAGER, HTTP)),
          Map.entry("packager.content.HashFinder", Set.of(PACKAGER, HTTP)),
          Map.entry("packager.content.StoredChecksumReader", Set.of(PACKAGER, HTTP)),
          Map.entry("packager.content.PartLayoutReader", Set.of(PACKAGER, HTTP)),
          Map.entry("packager.registry.RegistryReader", Set.of(PACKAGER, HTTP)),
          Map.entry("packager.export.", COMMAND),
          Map.entry("packager.registry.Orphans", COMMAND),

          // Requests are looked at where they come in; the rest is the publication's.
          Map.entry("exchange.intake.PublicationRequests", Set.of(HTTP)),
          Map.entry("service.cli.", COMMAND),
          Map.entry("service.shadow.", COMMAND),
          Map.entry("service.canary.", Set.of(ROUTER)),
          Map.entry("service.trace.StoredObjects", Set.of(HTTP, ROUTER)),
          Map.entry("platform.queue.", Set.of(ROUTER, PACKAGER)),
          Map.entry("platform.aws.QueueReceipts", Set.of(ROUTER, PACKAGER, HTTP)),
          // Also for the page of the system.
          Map.entry("platform.queue.QueueDepths", Set.of(ROUTER, PACKAGER, HTTP)),
          Map.entry("platform.deadletter.", Set.of(HTTP)),
          Map.entry("platform.bus.OutQueue", Set.of(ROUTER)),
          Map.entry("platform.bus.EventBus", Set.of(ROUTER, PACKAGER)),
          Map.entry("platform.bus.Topic", Set.of(ROUTER, PACKAGER, EXCHANGE)),
          Map.entry("platform.s3.ObjectsPage", Set.of(PACKAGER, EXCHANGE, HTTP)),
          Map.entry("platform.s3.VersionsPage", Set.of(ROUTER, PACKAGER, EXCHANGE)),
          Map.entry("platform.look.QueueLook", Set.of(ROUTER, PACKAGER)),
          Map.entry("platform.look.FileShareLook", Set.of(PACKAGER)),
          Map.entry("platform.look.ObjectRights", Set.of(EXCHANGE)));

  /** Of a class that looks at all kinds of things, what is looked at decides. */
  private static final Map<String, Set<NodeRole>> LOOKS =
      Map.of(
          "eventbridge:describeEventBus", Set.of(ROUTER, PACKAGER),
          "sns:getTopicAttributes", Set.of(ROUTER, PACKAGER, EXCHANGE),
          "dataexchange:listDataSets", Set.of(EXCHANGE),
          "s3:headBucket", Set.of(ROUTER, PACKAGER, EXCHANGE),
          "s3:listObjectsV2", Set.of(PACKAGER),
          "s3:getBucketVersioning", Set.of(ROUTER, PACKAGER),
          "s3:getBucketNotificationConfiguration", Set.of(ROUTER, EXCHANGE));

  private static final Set<String> LOOKING =
      Set.of("platform.look.AwsLooks", "platform.look.BucketLook");

  private Callers() {}

  /**
   * The kinds of nodes on which this class makes this call.
   *
   * @throws IllegalArgumentException if nobody has said it
   */
  static Set<NodeRole> of(String caller, String call) {
    var on =
        LOOKING.contains(caller)
            ? LOOKS.get(call)
            : ON.keySet().stream()
                .filter(caller::startsWith)
                .max(Comparator.comparingInt(String::length))
                .map(ON::get)
                .orElse(null);
    if (on == null) {
      throw new IllegalArgumentException(
          "%s calls %s: say in Callers on which nodes it runs, and allow it in %s"
              .formatted(caller, call, Template.FILE));
    }
    return on;
  }
}
