package io.bindery.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.bindery.platform.cluster.ShutdownTimes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShutdownTimesTest {
  private static final ShutdownTimes SHIPPED = ShutdownTimes.from(ConfigFactory.load());

  /** What manifests grant a pod is longer, with a margin. */
  private static final Duration LONGEST = Duration.ofSeconds(80);

  @Test
  void allPhasesTogetherAreBelowTheGraceOfAPod() {
    assertThat(SHIPPED.phases()).hasSizeGreaterThanOrEqualTo(12);
    assertThat(SHIPPED.total()).isLessThanOrEqualTo(LONGEST);
  }

  /** Else the region ends with shards that are not handed over. */
  @Test
  void theHandOverOfAShardFitsItsPhase() {
    assertThat(SHIPPED.phase(ShutdownTimes.HAND_OVER).orElseThrow())
        .isGreaterThan(SHIPPED.handOff());
  }

  /** A consumer waits for the journal for as long as record-timeout, and for its last receive. */
  @Test
  void whatWasReceivedMayBeRecorded() {
    var recorded = ConfigFactory.load().getDuration("bindery.router.record-timeout");
    assertThat(SHIPPED.phase("service-unbind").orElseThrow())
        .isGreaterThanOrEqualTo(recorded.plusSeconds(4));
  }

  @Test
  void phasesThatAreSwitchedOffDoNotCountAndOthersHaveTheUsualLimit() {
    var config =
        ConfigFactory.parseString(
                """
                akka.coordinated-shutdown {
                  default-phase-timeout = 3 s
                  phases {
                    own { depends-on = [], timeout = 7 s }
                    usual { depends-on = [own] }
                    off { depends-on = [own], enabled = off }
                  }
                }
                akka.cluster.sharding.handoff-timeout = 5 s
                """)
            .resolve();
    var times = ShutdownTimes.from(config);
    assertThat(times.total()).isEqualTo(Duration.ofSeconds(10));
    assertThat(times.phase("off")).isEmpty();
  }
}
