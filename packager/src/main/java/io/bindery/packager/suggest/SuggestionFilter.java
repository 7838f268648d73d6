package io.bindery.packager.suggest;

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
    Optional<String> batch) {}
