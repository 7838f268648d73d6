package io.bindery.platform.health;

import java.util.Locale;

/** What kind of thing a part depends on. */
public enum Kind {
  DATABASE,
  CLUSTER,
  CLOCK,
  QUEUE,
  DEAD_LETTER_QUEUE,
  BUS,
  TOPIC,
  BUCKET,
  REGISTRY,
  DATA_EXCHANGE,
  FILE_SHARE,
  COLLECTOR,
  LINEAGE,
  CANARY,
  TOKENS,
  ISSUER;

  /** The word for it in messages and answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
