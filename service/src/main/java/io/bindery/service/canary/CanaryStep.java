package io.bindery.service.canary;

import io.bindery.service.trace.Trace;
import java.util.Locale;

/** Where a canary is on its way; the order is that of the way. */
public enum CanaryStep {
  UPLOAD("not uploaded"),
  NOTICE("uploaded and never noticed"),
  BATCH("noticed, but its batch is not closed"),
  ANNOUNCEMENT("its batch is closed, but not announced"),
  JOB("announced and never packaged"),
  PACKAGE("its package is not made"),
  REGISTRY("packaged, but not readable in its registry");

  private final String phrase;

  CanaryStep(String phrase) {
    this.phrase = phrase;
  }

  /** Where it is stuck, in words. */
  String phrase() {
    return phrase;
  }

  /** As the table has it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static CanaryStep of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** What is still to come, by how far a trace says that the object is. */
  static CanaryStep of(Trace.Status status) {
    return switch (status) {
      case NO_OBJECT, NO_NOTICE, NOT_WATCHED, IGNORED, UNKNOWN -> NOTICE;
      // In a bucket of manifests it goes another way.
      case PUBLISHED, PUBLISHING, HELD, NOT_PUBLISHED -> BATCH;
      case OPEN, RECORDED, DISCARDED -> BATCH;
      case CLOSED -> ANNOUNCEMENT;
      case ANNOUNCED, NOT_PACKAGED, REFUSED -> JOB;
      case PACKAGING, NOT_MADE, SUGGESTED, QUARANTINED -> PACKAGE;
      case PACKAGED, FOLDER_PACKAGED, OTHER_VERSION, LEFT_OUT -> REGISTRY;
    };
  }

  /** Whether a trace says that the way has ended, so that waiting cannot help. */
  static boolean isEnd(Trace.Status status) {
    return switch (status) {
      case NOT_WATCHED,
          IGNORED,
          DISCARDED,
          NOT_PACKAGED,
          REFUSED,
          NOT_MADE,
          SUGGESTED,
          QUARANTINED,
          OTHER_VERSION,
          LEFT_OUT,
          PUBLISHED,
          PUBLISHING,
          HELD,
          NOT_PUBLISHED ->
          true;
      case NO_OBJECT,
          NO_NOTICE,
          UNKNOWN,
          OPEN,
          RECORDED,
          CLOSED,
          ANNOUNCED,
          PACKAGING,
          PACKAGED,
          FOLDER_PACKAGED ->
          false;
    };
  }
}
