package io.bindery.bench.chaos.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Which faults come, lane by lane. It depends on the seed, the length and the faults that can be
 * had and on nothing else; when each begins also depends on how long the machine takes for the ones
 * before it.
 *
 * @param lanes the steps of each lane, in their order; enough for the length if nothing takes time
 */
public record Schedule(Map<Lane, List<Step>> lanes) {
  private static final long SECOND = 1_000;

  /** The pause between two faults of a lane, in seconds. */
  private static final int SHORTEST_PAUSE = 2;

  private static final int LONGEST_PAUSE = 5;

  public Schedule {
    lanes = Map.copyOf(lanes);
  }

  /**
   * Makes it.
   *
   * @param minutes how long the faults go on
   * @param kinds which there may be
   */
  public static Schedule of(long seed, double minutes, Set<FaultKind> kinds) {
    var lanes = new EnumMap<Lane, List<Step>>(Lane.class);
    for (var lane : Lane.values()) {
      // Each lane has its own chance: a fault that cannot be had changes only its lane.
      var random = new Random(seed * 31 + lane.name().hashCode());
      lanes.put(lane, steps(lane, random, (long) (minutes * 60 * SECOND), kinds));
    }
    return new Schedule(lanes);
  }

  private static List<Step> steps(Lane lane, Random random, long millis, Set<FaultKind> kinds) {
    var steps = new ArrayList<Step>();
    var bag = new ArrayList<FaultKind>();
    for (long at = 0; at < millis; ) {
      if (bag.isEmpty()) {
        bag.addAll(bag(lane, random, kinds));
        if (bag.isEmpty()) {
          return List.of();
        }
      }
      var kind = bag.remove(bag.size() - 1);
      long after = between(random, SHORTEST_PAUSE, LONGEST_PAUSE);
      long lasts = between(random, kind.shortest(), kind.longest());
      steps.add(new Step(kind, after, lasts, random.nextLong()));
      at += after + lasts;
    }
    return List.copyOf(steps);
  }

  /** Each as often as its weight says, in any order: none is left out for long. */
  private static List<FaultKind> bag(Lane lane, Random random, Set<FaultKind> kinds) {
    var bag = new ArrayList<FaultKind>();
    for (var kind : FaultKind.values()) {
      if (kind.lane() == lane && kinds.contains(kind)) {
        bag.addAll(Collections.nCopies(kind.weight(), kind));
      }
    }
    Collections.shuffle(bag, random);
    return bag;
  }

  private static long between(Random random, int shortest, int longest) {
    return shortest * SECOND + random.nextInt((int) ((longest - shortest) * SECOND) + 1);
  }
}
