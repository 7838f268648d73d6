package io.bindery.exchange.prepare;

import io.bindery.platform.database.Tables;
import io.bindery.quilt.checksum.Sha256;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Manifests that came with requests, in table {@code exchange_manifest}. */
public final class KeptManifests {
  private static final String SAVE =
      "INSERT INTO exchange_manifest (id, digest, content) VALUES ($1, $2, $3)"
          + " ON CONFLICT (id) DO NOTHING";

  private static final String DIGEST = "SELECT digest FROM exchange_manifest WHERE id = $1";

  private static final String FIND = "SELECT content FROM exchange_manifest WHERE id = $1";

  private final Tables tables;

  public KeptManifests(Tables tables) {
    this.tables = tables;
  }

  /**
   * Keeps a manifest.
   *
   * @return false if another one is kept under this id
   */
  public CompletionStage<Boolean> save(String id, byte[] manifest) {
    var hash = Sha256.create();
    hash.update(manifest);
    var digest = HexFormat.of().formatHex(hash.digest());
    return tables
        .update(
            SAVE,
            statement -> statement.bind(0, id).bind(1, digest).bind(2, ByteBuffer.wrap(manifest)))
        .thenCompose(
            saved ->
                tables.select(
                    DIGEST, statement -> statement.bind(0, id), row -> row.get(0, String.class)))
        .thenApply(found -> found.contains(digest));
  }

  /** The manifest; nothing if it is kept no more. */
  CompletionStage<Optional<byte[]>> find(String id) {
    return tables
        .select(
            FIND,
            statement -> statement.bind(0, id),
            row -> PlanRows.bytes(row.get(0, ByteBuffer.class)))
        .thenApply(found -> found.stream().findFirst());
  }
}
