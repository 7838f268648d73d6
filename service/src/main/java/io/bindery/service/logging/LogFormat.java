package io.bindery.service.logging;

/** How log lines are written. */
public enum LogFormat {
  /** Text on a terminal, JSON elsewhere. */
  AUTO,
  /** One readable line for each event. */
  TEXT,
  /** One JSON object for each event, in the fields of Logstash. */
  JSON
}
