package io.bindery.bench.chaos.plan;

/** Faults of one lane follow one another; those of different lanes meet. */
public enum Lane {
  NODES,
  NETWORK,
  DATABASE,
  AWS
}
