package io.bindery.exchange.tables;

import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.PublicationState;
import io.bindery.platform.database.Rows;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.Optional;

/** Statements about one publication: {@code $1} is its id, {@code $2} the time of the event. */
final class Changes {
  private static final String UPDATE =
      "UPDATE publication SET updated_at = $2, %s WHERE publication_id = $1";

  private final Connection connection;
  private final String publicationId;

  Changes(Connection connection, String publicationId) {
    this.connection = connection;
    this.publicationId = publicationId;
  }

  /** A statement that needs no time. */
  Statement of(String sql) {
    return connection.createStatement(sql).bind("$1", publicationId);
  }

  Statement at(String sql, PublicationEvent event) {
    return of(sql).bind("$2", event.at());
  }

  /** Sets columns of the publication. */
  Statement set(String columns, PublicationEvent event) {
    return at(UPDATE.formatted(columns), event);
  }

  /** It is in another state, and has something to do. */
  Statement state(PublicationState state, PublicationEvent event) {
    return set("state = '%s', due_at = $2".formatted(state.word()), event);
  }

  /** It has something to do. */
  Statement due(PublicationEvent event) {
    return set("due_at = $2", event);
  }

  static Statement text(Statement statement, String parameter, Optional<String> text) {
    return text.map(it -> statement.bind(parameter, storable(it)))
        .orElseGet(() -> statement.bindNull(parameter, String.class));
  }

  static String storable(String text) {
    return Rows.storable(text);
  }
}
