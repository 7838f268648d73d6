package io.bindery.packager.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * What is to come of a job.
 *
 * @param intent how it was asked for
 * @param owned top hash of the newest revision, once it turned out to be somebody else's: then the
 *     job makes a suggestion
 */
record Aim(Intent intent, @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> owned) {
  /** Of jobs from before there were others. */
  static final Aim AUTOMATIC = of(Intent.AUTOMATIC);

  Aim {
    owned = owned == null ? Optional.empty() : owned;
  }

  static Aim of(Intent intent) {
    return new Aim(intent, Optional.empty());
  }

  /** Whether no package is made, but told what it would be. */
  @JsonIgnore
  boolean isSuggestion() {
    return intent == Intent.SUGGESTION || owned.isPresent();
  }

  Aim joined(Intent other) {
    return new Aim(intent.and(other), owned);
  }

  Aim owned(String topHash) {
    return new Aim(intent, Optional.of(topHash));
  }
}
