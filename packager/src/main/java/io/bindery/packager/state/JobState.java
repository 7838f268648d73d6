package io.bindery.packager.state;

import com.fasterxml.jackson.annotation.JsonValue;
import io.bindery.packager.policy.NoticeKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a job is. The words stand in {@code package_job}, in the API and in the guide. */
public enum JobState {
  /** It comes after another one of its package. */
  WAITING,
  /** The folder is listed and hashed. */
  ASSEMBLING,
  /** An attempt failed with what may pass; there will be another. */
  RETRYING,
  PUSHING,
  /** The revision is in the registry, its event is not out. */
  ANNOUNCING,
  DONE,
  /** The newest revision has the same content. */
  UNCHANGED,
  /** The package breaks its rules, and is in the quarantine registry. */
  QUARANTINED,
  /** There was nothing to package. */
  EMPTY,
  /** It is told what the package would be, and somebody decides: see the suggestion. */
  SUGGESTED,
  /** The package policy of the folder makes no packages that nobody ordered. */
  OFF,
  FAILED,
  CANCELLED,
  /** The description could not be accepted; nothing was tried. */
  REFUSED;

  /** As tables and the API write it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of this word, if there is one. */
  public static Optional<JobState> of(String word) {
    return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
  }

  /** Whether nothing more becomes of the job. */
  public boolean hasEnded() {
    return switch (this) {
      case WAITING, ASSEMBLING, RETRYING, PUSHING, ANNOUNCING -> false;
      case DONE, UNCHANGED, QUARANTINED, EMPTY, SUGGESTED, OFF, FAILED, CANCELLED, REFUSED -> true;
    };
  }

  /** What is told of such an end, if anything is. */
  public Optional<NoticeKind> notice() {
    return switch (this) {
      case DONE -> Optional.of(NoticeKind.SUCCESS);
      case FAILED -> Optional.of(NoticeKind.FAILURE);
      case QUARANTINED -> Optional.of(NoticeKind.QUARANTINE);
      case SUGGESTED -> Optional.of(NoticeKind.SUGGESTION);
      default -> Optional.empty();
    };
  }
}
