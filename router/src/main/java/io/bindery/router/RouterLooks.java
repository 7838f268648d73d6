package io.bindery.router;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.health.Kind;
import io.bindery.platform.look.AwsLooks;
import io.bindery.platform.look.Look;
import io.bindery.router.announce.Announcers;
import io.bindery.router.policy.Policies;
import java.util.ArrayList;
import java.util.List;

/** How what the router needs is looked at. */
public final class RouterLooks {
  private static final String QUEUE = "bindery.router.queue";

  private RouterLooks() {}

  /** All of it. */
  public static List<Look> of(AwsClients aws, RouterSettings settings) {
    var looks = new ArrayList<>(queues(aws, settings));
    looks.addAll(buckets(aws, settings.policies(), settings.policies()));
    looks.addAll(
        Announcers.looks(aws, settings.announce(), settings.sources().packagerQueueUrl()).values());
    return looks;
  }

  /** The queue that is read; the targets of announcements their announcers look at. */
  static List<Look> queues(AwsClients aws, RouterSettings settings) {
    var at = new AwsLooks(aws);
    var looks = new ArrayList<Look>();
    var queue = settings.queue();
    looks.add(at.queue("router.queue", QUEUE + ".url", queue.url(), queue.deadLetterUrl()));
    looks.add(
        at.sentTo(
            "router.dead-letter-queue",
            Kind.DEAD_LETTER_QUEUE,
            QUEUE + ".dead-letter-url",
            queue.deadLetterUrl()));
    return looks;
  }

  /**
   * The watched buckets.
   *
   * @param inForce the policies of now
   * @param configured those of the configuration
   */
  static List<Look> buckets(AwsClients aws, Policies inForce, Policies configured) {
    var at = new AwsLooks(aws);
    return inForce.buckets().keySet().stream()
        .map(
            bucket ->
                at.watched(
                    "bucket " + bucket,
                    configured.buckets().containsKey(bucket)
                        ? "bindery.router.buckets"
                        : "policy of bucket " + bucket,
                    bucket))
        .toList();
  }
}
