package io.bindery.packager.suggest;

import io.bindery.platform.database.Tables;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Suggestions as those are told of them who may decide. */
public final class OpenedSuggestions {
  private final SuggestionRows rows;

  public OpenedSuggestions(Tables tables) {
    this.rows = new SuggestionRows(tables);
  }

  /** The suggestion that a job opened, while nobody has decided. */
  public CompletionStage<Optional<SuggestionView>> of(String jobId) {
    return rows.opened(jobId);
  }
}
