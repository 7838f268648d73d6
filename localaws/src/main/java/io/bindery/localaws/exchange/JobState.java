package io.bindery.localaws.exchange;

/** The states of a job, as Data Exchange names them. */
public enum JobState {
  WAITING,
  IN_PROGRESS,
  ERROR,
  COMPLETED,
  CANCELLED,
  TIMED_OUT
}
