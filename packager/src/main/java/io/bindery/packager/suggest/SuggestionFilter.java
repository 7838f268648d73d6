package io.bindery.packager.suggest;

import io.bindery.platform.database.Conditions;
import java.util.Optional;

/**
 * Which suggestions are asked for: those for which all that is given holds.
 *
 * @param source the folder, as its URI is written
 * @param batch that asked for it
 */
public record SuggestionFilter(
    Optional<SuggestionState> state,
    Optional<String> registry,
    Optional<String> packageName,
    Optional<String> source,
    Optional<String> batch) {
  Conditions conditions() {
    return Conditions.NONE
        .and("state = ?", state.map(SuggestionState::word))
        .and("registry = ?", registry)
        .and("package_name = ?", packageName)
        .and("md5(source) = md5(?) AND source = ?", source)
        // First those of the batch, which are few: else the list is read to its end to find them.
        .and(
            "suggestion_id = ANY(ARRAY(SELECT suggestion_id FROM suggestion"
                + " WHERE batches @> ARRAY[?]::text[]))",
            batch);
  }
}
