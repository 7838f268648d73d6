package io.bindery.service.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.platform.database.Conditions;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads the trail: lists for people, lines to be kept elsewhere, and whether it is whole. */
public final class AuditReader {
  private static final JsonMapper JSON = new JsonMapper();

  /** Triggers without which rows could be changed in silence. */
  private static final int GUARDS = 3;

  private static final int PART = 1_000;

  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final String HEAD =
      """
      SELECT h.seq, h.hash, (SELECT coalesce(max(t.seq), 0) FROM audit_trail t) AS last,
        (SELECT count(*) FROM pg_trigger g WHERE g.tgname IN
          ('audit_trail_is_kept', 'audit_head_is_kept', 'audit_head_moves_on') AND g.tgenabled <> 'D'
          AND g.tgrelid IN ('audit_trail'::regclass, 'audit_head'::regclass)) AS guards
      FROM audit_head h
      """;
  private static final String LINES =
      "SELECT record, hash FROM audit_trail WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3";
  private static final String ONE = "SELECT record, hash FROM audit_trail WHERE seq = $1";
  private static final String LIST =
      """
      SELECT t.record, t.hash, (SELECT o.record FROM audit_trail o WHERE o.order_seq = t.seq
        ORDER BY o.seq LIMIT 1) AS outcome
      FROM audit_trail t WHERE t.seq < $1 AND t.kind <> 'outcome'%s
      ORDER BY t.seq DESC LIMIT $%d
      """;
  private static final int FIRST_CONDITION = 2;

  /**
   * Records are in the order of time, but that clocks can be set back: so many around a moment are
   * looked at to find the first, or last, that may be on its other side.
   */
  private static final int AROUND = 1000;

  private static final String SINCE =
      "t.at >= ? AND t.seq >= COALESCE((SELECT min(seq) FROM (SELECT seq FROM audit_trail"
          + " WHERE at >= ? ORDER BY at LIMIT %d) AS first), 0)".formatted(AROUND);
  private static final String UNTIL =
      "t.at < ? AND t.seq <= COALESCE((SELECT max(seq) FROM (SELECT seq FROM audit_trail"
          + " WHERE at < ? ORDER BY at DESC LIMIT %d) AS last), 0)".formatted(AROUND);

  private final Tables tables;

  AuditReader(Tables tables) {
    this.tables = tables;
  }

  /** The head row, and what the table has. */
  private record Ends(AuditAnchor head, long last, long guards) {
    static Ends of(Row row) {
      return new Ends(
          new AuditAnchor(
              row.get("seq", Long.class), HexFormat.of().formatHex(row.get("hash", byte[].class))),
          row.get("last", Long.class),
          row.get("guards", Long.class));
    }
  }

  /** A row of the table; what is no record any more has none. */
  private record Line(Optional<AuditLine> line, long length) {
    static Line of(Row row) {
      var record = row.get("record", String.class);
      return new Line(AuditLine.of(record, row.get("hash", byte[].class)), record.length());
    }
  }

  /**
   * What a part of the trail is like.
   *
   * @param chain that looked at it
   * @param from its first record
   * @param head the trail's last record
   * @param next what was not looked at yet begins behind it; absent at the end
   */
  public record Verified(
      AuditChain chain, long from, AuditAnchor head, Optional<AuditAnchor> next) {}

  /** The last record. */
  public CompletionStage<AuditAnchor> head() {
    return ends().thenApply(Ends::head);
  }

  private CompletionStage<Ends> ends() {
    return tables.select(HEAD, statement -> statement, Ends::of).thenApply(rows -> rows.get(0));
  }

  /** Records as they are exported, the oldest first; they may be fewer than asked for. */
  public CompletionStage<List<AuditLine>> lines(long after, int limit) {
    return tables
        .page(
            LINES,
            statement -> statement.bind(0, after).bind(1, Long.MAX_VALUE),
            2,
            Line::of,
            line -> Cursor.of(""),
            limit)
        .thenApply(page -> page.items().stream().flatMap(line -> line.line().stream()).toList());
  }

  /**
   * Looks at records, and at the end of the trail, if it comes so far.
   *
   * @param after begins behind this record
   * @param hash that it has to have; absent: the one that it has
   * @param most so many at most
   */
  public CompletionStage<Verified> verify(long after, Optional<String> hash, int most) {
    return ends()
        .thenCompose(
            ends ->
                begin(after, hash)
                    .thenCompose(
                        begin -> {
                          var chain = new AuditChain(begin, Optional.empty());
                          return part(chain, after, most, ends)
                              .thenApply(next -> verified(chain, after, ends, next));
                        }));
  }

  private CompletionStage<AuditAnchor> begin(long after, Optional<String> hash) {
    if (after == 0 || hash.isPresent()) {
      return CompletableFuture.completedFuture(
          new AuditAnchor(after, after == 0 ? AuditLine.NOTHING : hash.get()));
    }
    return tables
        .select(ONE, statement -> statement.bind(0, after), Line::of)
        .thenApply(
            rows ->
                rows.stream()
                    .flatMap(row -> row.line().stream())
                    .findFirst()
                    .map(AuditLine::anchor)
                    .orElse(new AuditAnchor(after, AuditLine.NOTHING)));
  }

  /** Reads one part after the other, until all is read that was there at the beginning. */
  private CompletionStage<Boolean> part(AuditChain chain, long after, long left, Ends ends) {
    int limit = (int) Math.min(left, PART);
    return tables
        .page(
            LINES,
            statement -> statement.bind(0, after).bind(1, Math.max(ends.last(), ends.head().seq())),
            2,
            Line::of,
            line -> Cursor.of(""),
            limit)
        .thenCompose(
            page -> {
              page.items()
                  .forEach(
                      line -> line.line().ifPresentOrElse(chain::add, () -> chain.addForeign(0)));
              var last = chain.last().map(AuditAnchor::seq).orElse(after);
              long rest = left - page.items().size();
              if (!page.more()) {
                return CompletableFuture.completedFuture(true);
              }
              return rest <= 0 || last <= after
                  ? CompletableFuture.completedFuture(false)
                  : part(chain, last, rest, ends);
            });
  }

  private static Verified verified(AuditChain chain, long after, Ends ends, boolean whole) {
    if (!whole) {
      return new Verified(chain, after + 1, ends.head(), chain.last());
    }
    var last = chain.last().orElse(new AuditAnchor(after, AuditLine.NOTHING));
    if (last.seq() < ends.head().seq()) {
      chain.tell(
          last.seq(),
          "The trail ends here, and had %d records: those behind it were removed."
              .formatted(ends.head().seq()));
    } else if (last.seq() > ends.head().seq() || !isHead(chain, ends.head())) {
      chain.tell(
          last.seq(),
          "The last record is not the one that was written last, which is %s."
              .formatted(ends.head()));
    }
    if (ends.guards() != GUARDS) {
      chain.tell(
          last.seq(),
          "The triggers that keep the tables audit_trail and audit_head from being changed are not in force.");
    }
    return new Verified(chain, after + 1, ends.head(), Optional.empty());
  }

  /** Where there are no records behind the beginning, there is nothing to compare. */
  private static boolean isHead(AuditChain chain, AuditAnchor head) {
    return chain.last().map(head::equals).orElse(true);
  }

  /** Records for people, the latest first, each order with what became of it. */
  public CompletionStage<Page<ObjectNode>> list(
      AuditFilter filter, Optional<Cursor> after, int limit) {
    long before = after.flatMap(Cursor::number).orElse(Long.MAX_VALUE);
    var conditions =
        Conditions.NONE
            .and("t.actor = ?", filter.actor())
            .and("t.path >= ?", filter.path())
            .and("t.path < ?", filter.path().map(AuditReader::behind))
            .and("t.kind = ?", filter.kind().map(Kind::word))
            .and("t.request = ?", filter.request())
            .and(SINCE, filter.since().map(AuditReader::at))
            .and(UNTIL, filter.until().map(AuditReader::at));
    int last = FIRST_CONDITION + conditions.size();
    return tables.page(
        LIST.formatted(conditions.sql(FIRST_CONDITION), last),
        statement -> conditions.bind(statement.bind("$1", before), FIRST_CONDITION),
        last - 1,
        AuditReader::shown,
        record -> Cursor.of(Long.toString(record.path("seq").asLong())),
        limit);
  }

  private static String at(Instant time) {
    return AT.format(time);
  }

  /** The first text behind all that begin with this one, in the order of their code points. */
  private static String behind(String prefix) {
    return prefix + Character.toString(Character.MAX_CODE_POINT);
  }

  private static ObjectNode shown(Row row) {
    try {
      var record = (ObjectNode) JSON.readTree(row.get("record", String.class));
      record.remove("v");
      record.remove("prev");
      var outcome = Rows.text(row, "outcome");
      if (outcome.isPresent()) {
        var whole = (ObjectNode) JSON.readTree(outcome.get());
        record.set("outcome", whole.retain("seq", "at", "status", "detail"));
      }
      record.put("hash", HexFormat.of().formatHex(row.get("hash", byte[].class)));
      return record;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the table takes JSON only", e);
    }
  }
}
