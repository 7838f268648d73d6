package io.bindery.packager.construct;

import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.database.Tables;
import io.bindery.protocol.description.EntryList;
import io.bindery.quilt.checksum.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The lists of entries of requests, in table {@code package_entries}. They are too large for the
 * journal, which names them by an id that follows from their content.
 */
public final class EntryTable implements EntryLists {
  private static final int ID_BYTES = 16;

  private static final String SAVE =
      "INSERT INTO package_entries (id, content, saved_at) VALUES ($1, $2, now())"
          + " ON CONFLICT (id) DO UPDATE SET saved_at = now()";

  private static final String FIND = "SELECT content FROM package_entries WHERE id = $1";

  /** A list is kept for a week after its last job, so that the job can be done again. */
  private static final String CLEAN =
      "DELETE FROM package_entries WHERE saved_at < now() - interval '7 days' AND NOT EXISTS"
          + " (SELECT 1 FROM package_job WHERE source = 'entries:' || id"
          + " AND (finished_at IS NULL OR finished_at > now() - interval '7 days'))";

  private final Tables tables;

  public EntryTable(Tables tables) {
    this.tables = tables;
  }

  /** Keeps a list, and lets go of those that no job needs any more. */
  public CompletionStage<EntryList> save(Collection<RequestedEntry> entries) {
    var content = ConstructRequest.write(entries);
    var digest = Sha256.create();
    digest.update(content);
    var id = HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    return tables
        .update(CLEAN, statement -> statement)
        .thenCompose(
            cleaned ->
                tables.update(
                    SAVE,
                    statement -> statement.bind("$1", id).bind("$2", ByteBuffer.wrap(content))))
        .thenApply(saved -> new EntryList(id));
  }

  @Override
  public CompletionStage<List<RequestedEntry>> find(EntryList list) {
    return tables
        .select(
            FIND,
            statement -> statement.bind("$1", list.id()),
            row -> {
              var content = row.get("content", ByteBuffer.class);
              var bytes = new byte[content.remaining()];
              content.get(bytes);
              return bytes;
            })
        .thenApply(
            found ->
                found.stream()
                    .findFirst()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .map(ConstructRequest::read)
                    .orElseThrow(
                        () ->
                            PackagingException.lasting(
                                "The entries of this job are not kept any more: send its request"
                                    + " again.")));
  }
}
