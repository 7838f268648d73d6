package io.bindery.router.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Why a pattern does not match: one of its fields.
 *
 * @param field the path, such as {@code detail.status}; empty if it is no single field
 * @param found what the event has there; absent if it has nothing
 * @param wanted what the pattern wants there: a list of alternatives
 * @param words the same in a sentence
 */
public record Miss(String field, Optional<JsonNode> found, JsonNode wanted, String words) {}
