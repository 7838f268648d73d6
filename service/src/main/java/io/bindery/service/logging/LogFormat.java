package io.bindery.service.logging;

/** How log lines are written. */
public enum LogFormat {
  /** Text if the log goes to a terminal, JSON elsewhere. */
  AUTO,
  /** One readable line for each event. */
  TEXT,
  /** One JSON object for each event, in the fields of Logstash. */
  JSON
}
