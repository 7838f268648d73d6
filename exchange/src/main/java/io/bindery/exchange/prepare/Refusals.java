package io.bindery.exchange.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.exchange.manifest.ProblemsJson;
import io.bindery.platform.database.Tables;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** All that was found wrong with manifests, in table {@code exchange_refusal}. */
public final class Refusals {
  private static final String SAVE =
      """
      INSERT INTO exchange_refusal (publication_id, problems) VALUES ($1, $2)
      ON CONFLICT (publication_id) DO UPDATE SET problems = EXCLUDED.problems, found_at = now()
      """;

  private static final String FIND =
      "SELECT problems FROM exchange_refusal WHERE publication_id = $1";

  private final Tables tables;

  public Refusals(Tables tables) {
    this.tables = tables;
  }

  CompletionStage<Long> save(String publicationId, ObjectNode problems) {
    return tables.update(
        SAVE, statement -> statement.bind(0, publicationId).bind(1, problems.toString()));
  }

  /** As {@link ProblemsJson} writes it; nothing if there is none, or it is kept no more. */
  public CompletionStage<Optional<ObjectNode>> find(String publicationId) {
    return tables
        .select(
            FIND,
            statement -> statement.bind(0, publicationId),
            row -> read(row.get(0, String.class)))
        .thenApply(found -> found.stream().findFirst());
  }

  private static ObjectNode read(String json) {
    try {
      return ProblemsJson.read(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("exchange_refusal holds what is no JSON", e);
    }
  }
}
