package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.Link.Treatment;
import io.bindery.bench.chaos.world.World;
import java.util.Random;

/** What a node sends to database and AWS, and what they answer, is late. */
final class Delay implements Fault {
  private static final int SHORTEST_MILLIS = 50;
  private static final int LONGEST_MILLIS = 400;

  private final World world;
  private final int node;
  private final long millis;

  Delay(World world, Random random) {
    this.world = world;
    this.node = world.cluster().any(random);
    this.millis = (long) SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
  }

  @Override
  public String start() {
    world.databaseLink(node).treat(new Treatment.Late(millis));
    world.awsLink(node).treat(new Treatment.Late(millis));
    world.network().delay(node, millis);
    return "node %d by %d ms".formatted(node, millis);
  }

  @Override
  public void heal() {
    world.databaseLink(node).heal();
    world.awsLink(node).heal();
    world.network().heal();
  }
}
