package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.Schema;
import io.bindery.bench.chaos.world.World;
import java.util.Random;

/**
 * A process is killed while it makes the schema of a database of its own; the next one must come
 * through, and the schema must be the one of the service.
 */
final class MigrationKill implements Fault {
  private final Schema schema;
  private final int after;

  MigrationKill(World world, Random random) {
    this.schema = new Schema(world, "migrated_" + Long.toString(random.nextLong() >>> 1, 36));
    this.after = random.nextInt(schema.migrations());
  }

  @Override
  public String start() {
    int applied = schema.killAfter(after);
    return "a process that had applied %d of %d migrations".formatted(applied, schema.migrations());
  }

  @Override
  public void heal() {
    schema.complete();
  }
}
