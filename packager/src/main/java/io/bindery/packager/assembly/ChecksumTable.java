package io.bindery.packager.assembly;

import static java.util.stream.Collectors.toMap;

import akka.Done;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.failure.Failures;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checksum cache in table {@code object_checksum}, one statement for many objects. */
public final class ChecksumTable implements ChecksumCache {
  private static final Logger log = LoggerFactory.getLogger(ChecksumTable.class);

  /** Each object by the key of the table: a join may read the whole bucket for every page. */
  private static final String FIND =
      """
      SELECT found.* FROM unnest($3::text[], $4::text[]) AS wanted (key, version)
      CROSS JOIN LATERAL (
        SELECT key, version, algorithm, etag, size, value,
          used_at < $5 OR superseded_at IS NOT NULL AS stale FROM object_checksum
        WHERE bucket = $1 AND key = wanted.key AND version = wanted.version
          AND algorithm = ANY($2)
        OFFSET 0) found
      """;

  private static final String SAVE =
      "INSERT INTO object_checksum"
          + " (bucket, key, version, algorithm, etag, size, value, computed_at,"
          + " used_at) SELECT $1, key, version, algorithm, etag, size, value, $2, $2"
          + " FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])"
          + " AS hashed (key, version, algorithm, etag, size, value)"
          + " ON CONFLICT (bucket, key, version, algorithm) DO UPDATE SET etag = EXCLUDED.etag,"
          + " size = EXCLUDED.size, value = EXCLUDED.value, computed_at = EXCLUDED.computed_at,"
          + " used_at = EXCLUDED.used_at, superseded_at = NULL";

  /**
   * Rows are locked in one order, so that two assemblies cannot lock each other out. One that
   * another assembly is just writing is passed over: it notes as much. So nothing is taken here to
   * be worked on, as DueRows takes it.
   */
  private static final String USED =
      """
      UPDATE object_checksum c SET used_at = $2, superseded_at = NULL FROM (
        SELECT o.key, o.version, o.algorithm FROM object_checksum o
        JOIN unnest($3::text[], $4::text[]) AS used (key, version)
          ON o.key = used.key AND o.version = used.version
        WHERE o.bucket = $1 ORDER BY o.key, o.version, o.algorithm FOR UPDATE SKIP LOCKED) mine
      WHERE c.bucket = $1 AND c.key = mine.key AND c.version = mine.version
        AND c.algorithm = mine.algorithm
      """;

  /** Whoever packages the folder from now on uses the version that was hashed last. */
  private static final String SUPERSEDE =
      """
      UPDATE object_checksum c SET superseded_at = $2 FROM (
        SELECT o.key, o.version, o.algorithm FROM object_checksum o
        JOIN unnest($3::text[], $4::text[]) AS newer (key, version)
          ON o.key = newer.key AND o.version <> newer.version
        WHERE o.bucket = $1 AND o.superseded_at IS NULL
        ORDER BY o.key, o.version, o.algorithm FOR UPDATE SKIP LOCKED) mine
      WHERE c.bucket = $1 AND c.key = mine.key AND c.version = mine.version
        AND c.algorithm = mine.algorithm
      """;

  /** A use is noted once in so long: one write for many reads. */
  private static final Duration USE = Duration.ofDays(7);

  private final Tables tables;

  public ChecksumTable(Tables tables) {
    this.tables = tables;
  }

  @Override
  public CompletionStage<Map<ObjectVersion, ObjectHash>> find(
      List<ObjectVersion> objects, List<ChecksumType> types) {
    var wanted = objects.stream().filter(ChecksumTable::isCacheable).toList();
    if (wanted.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    var bucket = wanted.get(0).location().bucket();
    return tables
        .select(
            FIND,
            statement ->
                statement
                    .bind("$1", bucket)
                    .bind("$2", types.stream().map(ChecksumType::wireName).toArray(String[]::new))
                    .bind("$3", texts(wanted, object -> object.location().key()))
                    .bind("$4", texts(wanted, ChecksumTable::version))
                    .bind("$5", Instant.now().minus(USE)),
            row -> found(bucket, row))
        .thenApply(
            rows -> {
              used(bucket, rows);
              return rows.stream()
                  .map(Found::entry)
                  .collect(
                      toMap(
                          Map.Entry::getKey,
                          Map.Entry::getValue,
                          BinaryOperator.minBy(
                              Comparator.comparing(hash -> types.indexOf(hash.type())))));
            })
        .handle(ChecksumTable::named);
  }

  @Override
  public CompletionStage<Done> save(Map<ObjectVersion, ObjectHash> hashes) {
    var newest = new HashMap<String, ObjectVersion>();
    var byKey = new HashMap<Key, ObjectVersion>();
    hashes.forEach(
        (object, hash) -> {
          if (isCacheable(object)) {
            newest.put(object.location().key(), object);
            byKey.put(new Key(object.location(), hash.type()), object);
          }
        });
    // Always in the same order, so that two assemblies cannot lock each other out.
    var objects =
        byKey.values().stream()
            .sorted(
                Comparator.comparing((ObjectVersion object) -> object.location().key())
                    .thenComparing(ChecksumTable::version))
            .toList();
    if (objects.isEmpty()) {
      return CompletableFuture.completedFuture(Done.done());
    }
    return tables
        .update(
            SAVE,
            statement ->
                statement
                    .bind("$1", objects.get(0).location().bucket())
                    .bind("$2", Instant.now())
                    .bind("$3", texts(objects, object -> object.location().key()))
                    .bind("$4", texts(objects, ChecksumTable::version))
                    .bind("$5", texts(objects, object -> hashes.get(object).type().wireName()))
                    .bind("$6", texts(objects, object -> object.etag().orElseThrow()))
                    .bind("$7", objects.stream().map(ObjectVersion::size).toArray(Long[]::new))
                    .bind("$8", texts(objects, object -> hashes.get(object).value())))
        .thenApply(
            rows -> {
              noted(SUPERSEDE, objects.get(0).location().bucket(), List.copyOf(newest.values()));
              return Done.done();
            })
        .handle(ChecksumTable::named);
  }

  /** Of a row: one statement cannot write it twice, as of two contents without versions. */
  private record Key(S3Uri location, ChecksumType type) {}

  /**
   * A row.
   *
   * @param stale whether its last use was noted long ago
   */
  private record Found(boolean stale, ObjectVersion object, ObjectHash hash) {
    Map.Entry<ObjectVersion, ObjectHash> entry() {
      return Map.entry(object, hash);
    }
  }

  /** Nobody waits for it: what is not noted now is noted at the next use. */
  private void used(String bucket, List<Found> rows) {
    var stale = rows.stream().filter(Found::stale).map(Found::object).distinct().toList();
    if (stale.isEmpty()) {
      return;
    }
    noted(USED, bucket, stale);
  }

  private void noted(String sql, String bucket, List<ObjectVersion> objects) {
    var unused =
        tables
            .update(
                sql,
                statement ->
                    statement
                        .bind("$1", bucket)
                        .bind("$2", Instant.now())
                        .bind("$3", texts(objects, object -> object.location().key()))
                        .bind("$4", texts(objects, ChecksumTable::version)))
            .whenComplete(
                (count, failure) -> {
                  if (failure != null) {
                    log.debug("the use of checksums is not noted: {}", Causes.text(failure));
                  }
                });
  }

  /** The same version with another ETag or size is another key, and so no hit. */
  private static Found found(String bucket, Row row) {
    var location = S3Uri.of(bucket, row.get("key", String.class), row.get("version", String.class));
    return new Found(
        row.get("stale", Boolean.class),
        new ObjectVersion(
            location, Optional.of(row.get("etag", String.class)), row.get("size", Long.class)),
        new ObjectHash(
            ChecksumType.ofWireName(row.get("algorithm", String.class)).orElseThrow(),
            row.get("value", String.class)));
  }

  /**
   * Only what is certain to be the same again: its version and its ETag are known. Postgres holds
   * no NUL.
   */
  private static boolean isCacheable(ObjectVersion object) {
    return object.location().versionId().isPresent()
        && object.etag().isPresent()
        && object.location().key().indexOf('\0') < 0;
  }

  private static String version(ObjectVersion object) {
    return object.location().versionId().orElseThrow();
  }

  private static String[] texts(List<ObjectVersion> objects, Function<ObjectVersion, String> text) {
    return objects.stream().map(text).toArray(String[]::new);
  }

  private static <T> T named(T value, Throwable failure) {
    if (failure != null) {
      throw Failures.of("The checksum cache", failure);
    }
    return value;
  }
}
