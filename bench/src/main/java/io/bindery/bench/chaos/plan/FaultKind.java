package io.bindery.bench.chaos.plan;

/** What can go wrong. */
public enum FaultKind {
  /** One node is killed, and started again. */
  KILL(Lane.NODES, 24, 1, 3),
  /** All nodes are killed, and started when the deadlines are over. */
  KILL_ALL(Lane.NODES, 2, 5, 7),
  /** A node stands still for longer than the others wait for it. */
  PAUSE(Lane.NODES, 1, 22, 30),
  /** Nodes are stopped in order and started, one after the other. */
  ROLLING_RESTART(Lane.NODES, 1, 0, 0),
  /** Down to one node, up to four, or five in a long run, down to two, and back. */
  SCALE(Lane.NODES, 1, 5, 10),
  /** A process is killed while it makes a schema. */
  MIGRATION_KILL(Lane.NODES, 2, 0, 0),
  /** The clock of a node goes an hour ahead, or two minutes back. */
  CLOCK_JUMP(Lane.NODES, 3, 4, 10),

  /** A node and its peers hear nothing of each other. */
  PARTITION(Lane.NETWORK, 2, 3, 14),
  /** A node hears nothing of its peers, and they hear it. */
  ONE_WAY(Lane.NETWORK, 2, 3, 14),
  /** Three of ten packets to a node are lost. */
  LOSS(Lane.NETWORK, 2, 3, 8),
  /** Connections of a node are reset. */
  RESET(Lane.NETWORK, 2, 1, 3),
  /** All that a node sends and gets is late. */
  DELAY(Lane.NETWORK, 2, 3, 8),

  /** Postgres is stopped at once, and started. */
  DATABASE_STOP(Lane.DATABASE, 3, 1, 4),
  /** All connections of the database are ended. */
  CONNECTION_KILL(Lane.DATABASE, 3, 0, 1),
  /** Postgres' disk is full. */
  FULL_DISK(Lane.DATABASE, 2, 2, 6),
  /** What was not synced to the disk is gone. */
  POWER_LOSS(Lane.DATABASE, 2, 1, 2),

  /** Each notice comes twice. */
  SQS_DUPLICATES(Lane.AWS, 2, 3, 8),
  /** Notices come late. */
  SQS_DELAY(Lane.AWS, 2, 3, 8),
  /** Notices overtake each other. */
  SQS_REORDERING(Lane.AWS, 2, 4, 8),
  /** Messages that were deleted come again. */
  SQS_REDELIVERY(Lane.AWS, 2, 2, 5),
  /** S3 refuses calls of the nodes. */
  S3_ERRORS(Lane.AWS, 2, 2, 8),
  /** S3 does not answer the nodes. */
  S3_STALL(Lane.AWS, 2, 2, 8),
  /** EventBridge refuses. */
  EVENTBRIDGE_ERRORS(Lane.AWS, 2, 2, 8),
  /** EventBridge does not answer. */
  EVENTBRIDGE_STALL(Lane.AWS, 2, 2, 8),
  /** Data Exchange refuses. */
  EXCHANGE_ERRORS(Lane.AWS, 2, 2, 8),
  /** Data Exchange does what it is asked, and the answer is lost. */
  EXCHANGE_LOST_ANSWERS(Lane.AWS, 2, 2, 8);

  private final Lane lane;
  private final int weight;
  private final int shortest;
  private final int longest;

  FaultKind(Lane lane, int weight, int shortest, int longest) {
    this.lane = lane;
    this.weight = weight;
    this.shortest = shortest;
    this.longest = longest;
  }

  public Lane lane() {
    return lane;
  }

  /** How often it comes, beside the others of its lane. */
  int weight() {
    return weight;
  }

  /** How long it lasts at least, in seconds. */
  int shortest() {
    return shortest;
  }

  /** How long it lasts at most. */
  int longest() {
    return longest;
  }
}
