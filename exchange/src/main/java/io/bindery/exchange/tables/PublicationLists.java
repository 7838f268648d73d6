package io.bindery.exchange.tables;

import static io.bindery.platform.database.Rows.text;
import static io.bindery.platform.database.Rows.time;

import io.bindery.exchange.publication.PublicationState;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Reads the tables of publications. */
public final class PublicationLists {
  /** Of a data set without end the first are told, and how many there are. */
  private static final int MOST_REVISIONS = 1000;

  private static final String COLUMNS =
      "p.*, (SELECT count(*) FROM publication_job j WHERE j.publication_id = p.publication_id)"
          + " AS jobs_open";
  private static final String ALL =
      "SELECT "
          + COLUMNS
          + " FROM publication p WHERE (received_at, publication_id) < ($1, $2)%s"
          + " ORDER BY received_at DESC, publication_id DESC LIMIT $%d";
  private static final int FIRST_CONDITION = 3;
  private static final String ONE =
      "SELECT " + COLUMNS + " FROM publication p WHERE publication_id = $1";
  private static final String REVISIONS =
      "SELECT * FROM publication_revision WHERE publication_id = $1 ORDER BY number LIMIT $2";
  private static final String JOBS =
      "SELECT * FROM publication_job WHERE publication_id = $1 ORDER BY revision, number LIMIT $2";
  private static final String ORDERS =
      "SELECT * FROM publication_order WHERE publication_id = $1 ORDER BY number LIMIT $2";

  private final Tables tables;

  public PublicationLists(Tables tables) {
    this.tables = tables;
  }

  /**
   * Publications, newest first.
   *
   * @param after {@link Page#next()} of the page before
   */
  public CompletionStage<Page<PublicationView>> list(
      PublicationFilter filter, Optional<Cursor> after, int limit) {
    var start = after.orElse(Cursor.LATEST);
    var conditions = filter.conditions();
    int last = FIRST_CONDITION + conditions.size();
    return tables.page(
        ALL.formatted(conditions.sql(FIRST_CONDITION), last),
        statement ->
            conditions.bind(
                statement.bind("$1", start.time()).bind("$2", start.id()), FIRST_CONDITION),
        last - 1,
        PublicationLists::view,
        one -> new Cursor(one.receivedAt(), one.publicationId()),
        limit);
  }

  /** One publication with its revisions, open jobs and orders; nothing if there is none. */
  public CompletionStage<Optional<PublicationView>> find(String publicationId) {
    return tables
        .select(ONE, statement -> statement.bind("$1", publicationId), PublicationLists::view)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : whole(found.get(0)).thenApply(Optional::of));
  }

  private CompletionStage<PublicationView> whole(PublicationView one) {
    var id = one.publicationId();
    return belonging(REVISIONS, id, PublicationLists::revision)
        .thenCombine(
            belonging(JOBS, id, PublicationLists::job),
            (revisions, jobs) -> one.with(revisions, jobs, List.of()))
        .thenCombine(
            belonging(ORDERS, id, PublicationLists::order),
            (view, orders) -> view.with(view.revisions(), view.openJobs(), orders));
  }

  private <T> CompletionStage<List<T>> belonging(String sql, String id, Function<Row, T> read) {
    return tables.select(
        sql, statement -> statement.bind("$1", id).bind("$2", MOST_REVISIONS), read);
  }

  private static PublicationView view(Row row) {
    return new PublicationView(
        row.get("publication_id", String.class),
        state(row.get("state", String.class)),
        text(row, "manifest"),
        text(row, "asked_by"),
        row.get("again", Boolean.class),
        text(row, "product_id"),
        text(row, "data_set_id"),
        text(row, "mode"),
        text(row, "comment"),
        text(row, "package"),
        text(row, "digest"),
        Rows.optional(row, "assets", Long.class).map(assets -> progress(row, assets)),
        text(row, "waiting_for"),
        time(row, "waiting_since"),
        text(row, "error"),
        text(row, "reason"),
        number(row, "problems"),
        lines(row),
        text(row, "unchanged_since"),
        row.get("received_at", Instant.class),
        time(row, "prepared_at"),
        row.get("updated_at", Instant.class),
        time(row, "finished_at"),
        text(row, "trace_id"),
        List.of(),
        List.of(),
        List.of());
  }

  private static PublicationState state(String word) {
    return PublicationState.of(word)
        .orElseThrow(() -> new IllegalStateException("publication has a state " + word));
  }

  private static List<String> lines(Row row) {
    return text(row, "notices")
        .filter(lines -> !lines.isEmpty())
        .map(lines -> lines.lines().toList())
        .orElse(List.of());
  }

  private static PublicationView.Progress progress(Row row, long assets) {
    return new PublicationView.Progress(
        assets,
        number(row, "assets_done"),
        number(row, "bytes"),
        number(row, "jobs"),
        number(row, "jobs_done"),
        number(row, "jobs_open"),
        number(row, "revisions"),
        number(row, "revisions_filled"),
        number(row, "revisions_final"),
        number(row, "revision"));
  }

  private static PublicationView.RevisionView revision(Row row) {
    return new PublicationView.RevisionView(
        number(row, "number"),
        row.get("state", String.class),
        text(row, "revision_id"),
        number(row, "assets"),
        number(row, "assets_done"),
        number(row, "bytes"),
        number(row, "jobs"),
        number(row, "jobs_done"),
        text(row, "error"),
        row.get("created_at", Instant.class),
        time(row, "finalized_at"));
  }

  private static PublicationView.OpenJob job(Row row) {
    return new PublicationView.OpenJob(
        number(row, "revision"),
        row.get("number", Integer.class),
        row.get("attempt", Integer.class),
        text(row, "job_id"),
        text(row, "error"),
        row.get("since", Instant.class));
  }

  private static PublicationView.Order order(Row row) {
    return new PublicationView.Order(
        row.get("what", String.class),
        row.get("ordered_by", String.class),
        row.get("ordered_at", Instant.class),
        text(row, "detail"));
  }

  private static long number(Row row, String column) {
    return row.get(column, Long.class);
  }
}
