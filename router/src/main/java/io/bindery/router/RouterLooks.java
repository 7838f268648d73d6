package io.bindery.router;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.health.Kind;
import io.bindery.platform.look.AwsLooks;
import io.bindery.platform.look.Look;
import io.bindery.router.announce.Announcers;
import java.util.ArrayList;
import java.util.List;

/** How what the router needs is looked at. */
public final class RouterLooks {
  private static final String QUEUE = "bindery.router.queue";

  private RouterLooks() {}

  /** All of it. */
  public static List<Look> of(AwsClients aws, RouterSettings settings) {
    var looks = new ArrayList<>(others(aws, settings));
    looks.addAll(
        Announcers.looks(aws, settings.announce(), settings.sources().packagerQueueUrl()).values());
    return looks;
  }

  /** All but the targets of announcements, which their announcers look at. */
  static List<Look> others(AwsClients aws, RouterSettings settings) {
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
    for (var bucket : settings.policies().buckets().keySet()) {
      looks.add(at.watched("bucket " + bucket, "bindery.router.buckets", bucket));
    }
    return looks;
  }
}
