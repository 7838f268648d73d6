package io.bindery.packager.suggest;

import io.bindery.platform.database.Tables;
import io.bindery.protocol.description.PackageDescription;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What jobs ask for with what people have set in their suggestions meanwhile. */
public final class EditedDescriptions {
  private final SuggestionRows rows;

  public EditedDescriptions(Tables tables) {
    this.rows = new SuggestionRows(tables);
  }

  /**
   * A description with edits.
   *
   * @param edits how many there were
   * @param metadataKeys the values on top of the metadata that people set
   */
  public record Edited(PackageDescription description, int edits, Set<String> metadataKeys) {}

  /** What a job asks for by now. */
  public CompletionStage<Edited> of(String jobId, PackageDescription asked) {
    return rows.edited(jobId)
        .thenApply(
            found ->
                found
                    .map(
                        it ->
                            new Edited(
                                it.edits().on(asked.toJson()),
                                it.count(),
                                it.edits().metadataKeys()))
                    .orElseGet(() -> new Edited(asked, 0, Set.of())));
  }
}
