package io.bindery.bench.chaos.world;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.bench.chaos.history.History;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the nodes are set: short times, so that much happens, and otherwise as shipped. */
final class Rules {
  static final int COUNT = 8;
  static final int QUIET_SECONDS = 4;

  /** A look at the database's clock that takes a second may be wrong by half of it. */
  private static final int CLOCK_MILLIS = 1_000;

  /** Assets of a revision and of a job: publications of a few objects have several of both. */
  static final int ASSETS_PER_REVISION = 4;

  private static final int ASSETS_PER_JOB = 2;

  private Rules() {}

  static History.Rule rule() {
    return new History.Rule(COUNT, QUIET_SECONDS * 1_000L, CLOCK_MILLIS);
  }

  static Map<String, Object> settings(Account account) {
    var set = new HashMap<String, Object>();
    set.put("bindery.http.enabled", "off");
    set.put("bindery.log.format", "text");
    set.put("bindery.database.name", "postgres");
    set.put("bindery.database.ssl", false);
    set.put("bindery.database.pool-size", 8);
    set.put("bindery.aws.region", "us-east-1");
    set.put("bindery.aws.s3-silence", "10 s");
    set.put("bindery.aws.send-timeout", "15 s");
    set.put("bindery.health.look-every", "5 s");
    set.put("bindery.router.bucket-names", List.of(Account.BUCKET));
    set.put("bindery.router.backlog-grace", "20 s");
    set.put("bindery.router.default-policy.trigger.count", COUNT);
    set.put("bindery.router.default-policy.trigger.quiet", QUIET_SECONDS + " s");
    set.put("bindery.router.announce.bus", Account.BUS);
    set.put("bindery.router.announce.packager-queue-url", account.descriptions().url());
    set.put("bindery.router.batch.announce-retry-max", "5 s");
    set.put("bindery.packager.sources", List.of(Account.BUCKET));
    set.put("bindery.packager.registries", List.of(Account.BUCKET));
    set.put("bindery.packager.events.bus", Account.BUS);
    set.put("bindery.packager.retry.longest", "5 s");
    set.put("bindery.packager.retry.attempts", 1_000);
    set.put("bindery.exchange.sources", List.of(Account.BUCKET));
    set.put("bindery.exchange.manifest-buckets", List.of(Account.MANIFESTS));
    set.put("bindery.exchange.quotas.assets-per-revision", ASSETS_PER_REVISION);
    set.put("bindery.exchange.quotas.assets-per-job", ASSETS_PER_JOB);
    set.put("bindery.exchange.poll-interval", "200 ms");
    set.put("bindery.exchange.look-again", "2 s");
    set.put("bindery.exchange.sweep-interval", "2 s");
    set.put("bindery.exchange.retry.longest", "5 s");
    queue(set, "router", account.notices());
    queue(set, "packager", account.descriptions());
    // Longer than shipped: so many have few processors between them.
    set.put("akka.cluster.failure-detector.acceptable-heartbeat-pause", "4 s");
    // Nodes come and go all the time here.
    set.put("akka.cluster.split-brain-resolver.down-all-when-unstable", "off");
    set.put("akka.cluster.seed-node-timeout", "15 s");
    set.put("akka.cluster.sharding.rebalance-interval", "2 s");
    return set;
  }

  private static void queue(Map<String, Object> set, String room, Account.Queue queue) {
    var path = "bindery." + room + ".queue.";
    set.put(path + "url", queue.url());
    set.put(path + "dead-letter-url", queue.deadLetters());
    set.put(path + "long-poll", "2 s");
    set.put(path + "stall-timeout", "15 s");
  }

  static String render(Map<String, Object> settings) {
    return ConfigFactory.parseMap(settings).root().render(ConfigRenderOptions.concise());
  }
}
