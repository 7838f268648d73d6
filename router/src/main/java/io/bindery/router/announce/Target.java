package io.bindery.router.announce;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Where a batch is announced. The names are part of the stored format. */
public enum Target {
  /** The EventBridge bus. */
  @JsonProperty("event-bus")
  EVENT_BUS,
  /** The SNS topic. */
  @JsonProperty("topic")
  TOPIC,
  /** The packager's queue, which gets a package description. */
  @JsonProperty("packager-queue")
  PACKAGER_QUEUE,
  /** The EventBridge bus that is told instead of all others while Bindery only runs along. */
  @JsonProperty("shadow-bus")
  SHADOW_BUS;

  /** The word for it in tables and in the log. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
