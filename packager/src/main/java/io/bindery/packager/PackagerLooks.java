package io.bindery.packager;

import io.bindery.packager.gateway.FileGateways;
import io.bindery.packager.lineage.Lineage;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.health.Kind;
import io.bindery.platform.look.AwsLooks;
import io.bindery.platform.look.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** How what the packager needs is looked at. */
public final class PackagerLooks {
  private static final String QUEUE = "bindery.packager.queue";
  private static final String REGISTRIES = "bindery.packager.registries";

  private PackagerLooks() {}

  /** All of it. */
  public static List<Look> of(AwsClients aws, PackagerSettings settings) {
    var looks = new ArrayList<>(others(aws, settings));
    looks.addAll(policies(aws, settings.policies()));
    looks.add(bus(aws, settings));
    return looks;
  }

  static Look bus(AwsClients aws, PackagerSettings settings) {
    return new AwsLooks(aws)
        .bus("packager.events.bus", "bindery.packager.events.bus", settings.eventBus());
  }

  static List<Look> others(AwsClients aws, PackagerSettings settings) {
    var at = new AwsLooks(aws);
    var looks = new ArrayList<Look>();
    var queue = settings.queue();
    looks.add(at.queue("packager.queue", QUEUE + ".url", queue.url(), queue.deadLetterUrl()));
    looks.add(
        at.sentTo(
            "packager.dead-letter-queue",
            Kind.DEAD_LETTER_QUEUE,
            QUEUE + ".dead-letter-url",
            queue.deadLetterUrl()));
    for (var bucket : new TreeSet<>(settings.buckets().sources())) {
      looks.add(at.source("source " + bucket, "bindery.packager.sources", bucket));
    }
    for (var bucket : new TreeSet<>(settings.buckets().registries())) {
      looks.add(at.registry("registry " + bucket, REGISTRIES, bucket));
    }
    for (var share : settings.gateways().shares()) {
      looks.add(FileGateways.look(at, share.arn()));
    }
    settings.lineage().topicArn().ifPresent(arn -> looks.add(Lineage.topic(at, arn)));
    settings
        .assembly()
        .hashing()
        .scratchBucket()
        .ifPresent(
            bucket -> looks.add(at.scratch("scratch", "bindery.packager.scratch-bucket", bucket)));
    return looks;
  }

  /** What the policies of now name. */
  static List<Look> policies(AwsClients aws, PackagePolicies policies) {
    var at = new AwsLooks(aws);
    var looks = new ArrayList<Look>();
    policies
        .topics()
        .forEach(
            (topic, setting) ->
                looks.add(at.topic("packager.notices " + topic, setting, topic, false)));
    policies
        .quarantines()
        .forEach(
            (bucket, setting) -> looks.add(at.registry("quarantine " + bucket, setting, bucket)));
    return looks;
  }
}
