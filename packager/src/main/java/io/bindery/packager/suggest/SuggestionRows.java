package io.bindery.packager.suggest;

import static io.bindery.platform.database.Rows.text;
import static io.bindery.platform.database.Rows.time;

import io.bindery.packager.draft.Draft;
import io.bindery.packager.draft.DraftText;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.workflow.WorkflowChoice;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads {@code suggestion}. */
final class SuggestionRows {
  private static final String PAGE =
      "SELECT * FROM suggestion WHERE (opened_at, suggestion_id) < ($1, $2)%s"
          + " ORDER BY opened_at DESC, suggestion_id DESC LIMIT $%d";
  private static final int FIRST_CONDITION = 3;
  private static final String ONE = "SELECT * FROM suggestion WHERE suggestion_id = $1";
  private static final String OPENED = "SELECT s.* FROM " + SuggestionSql.OPENED_BY;
  private static final String ORDERS =
      "SELECT * FROM suggestion_order WHERE suggestion_id = $1 ORDER BY version";
  private static final String DUE =
      "SELECT * FROM suggestion WHERE due_at <= $1 ORDER BY due_at LIMIT $2";
  private static final String EDITED =
      """
      SELECT s.edited, s.edits FROM suggestion s JOIN package_job j
        ON j.registry = s.registry AND md5(j.source) = md5(s.source) AND j.source = s.source
      WHERE j.job_id = $1 AND s.state = 'open' AND s.edits > 0 AND s.asked_name = %s
      """
          .formatted(SuggestionSql.ASKED_NAME);

  private final Tables tables;

  SuggestionRows(Tables tables) {
    this.tables = tables;
  }

  /** A row, with what its package must be told. */
  record Known(SuggestionView view, String description, Edits edited, int edits) {
    /** What is asked for by now. */
    PackageDescription wanted() {
      return edited.on(description);
    }
  }

  CompletionStage<Page<SuggestionView>> page(
      SuggestionFilter filter, Optional<Cursor> after, int limit) {
    var start = after.orElse(Cursor.LATEST);
    var conditions = filter.conditions();
    int last = FIRST_CONDITION + conditions.size();
    return tables.page(
        PAGE.formatted(conditions.sql(FIRST_CONDITION), last),
        statement ->
            conditions.bind(
                statement.bind("$1", start.time()).bind("$2", start.id()), FIRST_CONDITION),
        last - 1,
        row -> known(row).view(),
        one -> new Cursor(one.times().openedAt(), one.suggestionId()),
        limit);
  }

  CompletionStage<Optional<Known>> find(String id) {
    return tables
        .select(ONE, statement -> statement.bind("$1", id), SuggestionRows::known)
        .thenApply(rows -> rows.stream().findFirst());
  }

  /** The open one that a job opened. */
  CompletionStage<Optional<SuggestionView>> opened(String jobId) {
    return tables
        .select(OPENED, statement -> statement.bind("$1", jobId), row -> known(row).view())
        .thenApply(rows -> rows.stream().findFirst());
  }

  /** One, with the orders that were given to it. */
  CompletionStage<Optional<SuggestionView>> whole(String id) {
    return find(id)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : tables
                        .select(
                            ORDERS, statement -> statement.bind("$1", id), SuggestionRows::order)
                        .thenApply(orders -> found.map(it -> it.view().with(orders))));
  }

  /** Those whose packages are to be told something. */
  CompletionStage<List<Known>> due(Instant now, int limit) {
    return tables.select(
        DUE, statement -> statement.bind("$1", now).bind("$2", limit), SuggestionRows::known);
  }

  /** What people set for the suggestion of a job. */
  record Edited(Edits edits, int count) {}

  CompletionStage<Optional<Edited>> edited(String jobId) {
    return tables
        .select(
            EDITED,
            statement -> statement.bind("$1", jobId),
            row ->
                new Edited(
                    Edits.read(row.get("edited", String.class)), row.get("edits", Integer.class)))
        .thenApply(rows -> rows.stream().findFirst());
  }

  static Known known(Row row) {
    var edited = Edits.read(row.get("edited", String.class));
    var description = row.get("description", String.class);
    return new Known(view(row, wanted(edited, description)), description, edited, edits(row));
  }

  /**
   * Nothing if this version does not take such a description any more: the others are still told.
   */
  private static Optional<PackageDescription> wanted(Edits edited, String description) {
    try {
      return Optional.of(edited.on(description));
    } catch (DescriptionException e) {
      return Optional.empty();
    }
  }

  private static int edits(Row row) {
    return row.get("edits", Integer.class);
  }

  private static SuggestionView view(Row row, Optional<PackageDescription> wanted) {
    var draft = DraftText.read(row.get("draft", String.class));
    return new SuggestionView(
        row.get("suggestion_id", String.class),
        new SuggestionView.Standing(
            row.get("version", Long.class),
            SuggestionState.of(row.get("state", String.class)).orElseThrow(),
            row.get("reason", String.class),
            text(row, "owned")),
        new SuggestionView.Subject(
            row.get("registry", String.class),
            row.get("package_name", String.class),
            row.get("source", String.class)),
        new SuggestionView.Wanted(
            draft.recognized(),
            wanted.flatMap(it -> workflow(it.workflow())),
            wanted.flatMap(PackageDescription::commitMessage),
            row.get("edited", String.class),
            row.get("drafted_edits", Integer.class) < edits(row)),
        shown(draft),
        new SuggestionView.Jobs(row.get("draft_job_id", String.class), text(row, "job_id")),
        new SuggestionView.Origin(
            List.of(row.get("batches", String[].class)), row.get("renewals", Integer.class)),
        new SuggestionView.Times(
            row.get("opened_at", Instant.class),
            row.get("updated_at", Instant.class),
            time(row, "expires_at"),
            time(row, "ended_at")),
        new SuggestionView.Ending(text(row, "ended_by"), text(row, "ended_for")),
        List.of());
  }

  private static SuggestionView.DraftView shown(Draft draft) {
    return new SuggestionView.DraftView(
        draft.files(),
        draft.bytes(),
        draft.isGood(),
        draft.workflow(),
        draft.problems(),
        draft.metadata().orElse("null"),
        draft.sources(),
        draft.missing());
  }

  private static Optional<String> workflow(WorkflowChoice choice) {
    if (choice instanceof WorkflowChoice.Named named) {
      return Optional.of(named.name());
    }
    return choice instanceof WorkflowChoice.None ? Optional.of("") : Optional.empty();
  }

  private static SuggestionView.OrderView order(Row row) {
    return new SuggestionView.OrderView(
        row.get("version", Long.class),
        row.get("what", String.class),
        row.get("ordered_by", String.class),
        row.get("ordered_at", Instant.class),
        text(row, "detail"));
  }
}
