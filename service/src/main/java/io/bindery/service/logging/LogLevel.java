package io.bindery.service.logging;

/** From what level on events are logged. */
enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR
}
