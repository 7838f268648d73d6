package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed at each step between the receive of a notice and its announcement. */
@Tag("chaos")
class RouterKillTest {
  private static final int OBJECTS = 300;
  private static final int START_SECONDS = 120;
  private static final String SETTINGS =
      """
      bindery.router {
        record-timeout = 3 s
        queue { visibility-timeout = 5 s, retry-delay = 1 s }
        buckets = [{ name = killed, trigger { count = 6, quiet = 3 s } }]
      }
      """;

  /** How many announcements can be under way at once: eight calls of ten. */
  private static final int UNDER_WAY = 80;

  private static final Set<KillingProxy.Moment> MOMENTS =
      EnumSet.range(KillingProxy.Moment.AFTER_RECEIVE, KillingProxy.Moment.AFTER_ANNOUNCING);

  @TempDir Path work;

  @Test
  void nothingIsLostOrCountedTwiceWhereverTheProcessIsKilled() throws Exception {
    try (var fixture = new RouterFixture();
        var proxy = new KillingProxy(fixture.local.endpoint())) {
      var config = ConfigFactory.load(fixture.config(SETTINGS));
      var ledger = new Ledger(fixture, "killed", 40);
      var kills = new ArrayList<Kill>();
      for (var moment : MOMENTS) {
        try (var child = ChildRouter.start(work, config, proxy.endpoint())) {
          var before = new AtomicReference<Instant>();
          proxy.killAt(
              moment,
              () -> {
                before.set(Instant.now());
                child.kill();
              });
          ledger.send(OBJECTS);
          assertThat(child.endsWithin(START_SECONDS))
              .as("killed %s, see %s", moment, child.output())
              .isTrue();
          kills.add(new Kill(before.get(), Instant.now()));
        }
      }
      try (var child = ChildRouter.start(work, config, proxy.endpoint())) {
        ledger.awaitSettled();
        assertThat(child.endsWithin(0)).as("the last one lives").isFalse();
        ledger.assertNothingLostOrCountedTwice();
        System.out.printf(
            "killed %d times: %d objects, %d announcements a second time%n",
            MOMENTS.size(), ledger.recorded(), ledger.announcedAgain());
        // Nothing but what was closed and not noted at a kill, and that is bounded.
        var known = closedButNotNoted(fixture, kills);
        known.addAll(fixture.query("SELECT batch_id FROM closed_batch WHERE unanswered > 0"));
        assertThat(ledger.announcedAgain()).isLessThanOrEqualTo(2 * UNDER_WAY);
        assertThat(known).containsAll(ledger.announcedTwice());
      }
    }
  }

  /** The router was alive before, and dead after. */
  private record Kill(Instant before, Instant after) {}

  private static Set<String> closedButNotNoted(RouterFixture fixture, List<Kill> kills) {
    var ids = new HashSet<String>();
    for (var kill : kills) {
      ids.addAll(
          fixture.query(
              "SELECT batch_id FROM closed_batch WHERE closed_at <= '%s' AND announced_at > '%s'"
                  .formatted(kill.after(), kill.before())));
    }
    return ids;
  }
}
