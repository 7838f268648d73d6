package io.bindery.bench.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

  @Test
  void theSameSeedGivesTheSameScheduleAndAnotherOneAnother() {
    assertThat(Schedule.of(7, 60, ALL)).isEqualTo(Schedule.of(7, 60, ALL));
    assertThat(Schedule.of(7, 60, ALL)).isNotEqualTo(Schedule.of(8, 60, ALL));
  }

  @Test
  void anHourHasEachFaultOfEachLane() {
    var schedule = Schedule.of(7, 60, ALL);
    for (var lane : Lane.values()) {
      assertThat(schedule.lanes().get(lane).stream().map(Step::kind).collect(Collectors.toSet()))
          .isEqualTo(ALL.stream().filter(kind -> kind.lane() == lane).collect(Collectors.toSet()));
    }
  }

  @Test
  void aFaultThatCannotBeHadChangesItsLaneOnly() {
    var without = EnumSet.complementOf(EnumSet.of(FaultKind.LOSS));
    var all = Schedule.of(7, 10, ALL);
    var some = Schedule.of(7, 10, without);
    assertThat(some.lanes().get(Lane.NODES)).isEqualTo(all.lanes().get(Lane.NODES));
    assertThat(some.lanes().get(Lane.NETWORK)).noneMatch(step -> step.kind() == FaultKind.LOSS);
  }

  @Test
  void aLaneWithoutFaultsIsEmpty() {
    var schedule = Schedule.of(7, 10, Set.of(FaultKind.KILL));
    assertThat(schedule.lanes().get(Lane.AWS)).isEmpty();
    assertThat(schedule.lanes().get(Lane.NODES)).isNotEmpty();
  }
}
