package io.bindery.packager.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.export.TablesExport.Limits;
import io.bindery.packager.export.TablesExport.Result;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A registry in memory, and its tables as DuckDB reads them. */
abstract class ExportFixture {
  static final S3Uri TARGET = S3Uri.of("tables", "lab/");
  private static final Limits SMALL = new Limits(5, 2);
  static final String OLD = hash('0');
  static final String ODD = hash('1');
  private static Connection duckdb;
  @TempDir Path directory;
  final MemoryS3 s3 = new MemoryS3();
  private int copies;

  @BeforeAll
  static void start() {
    duckdb = duckDb();
  }

  private static Connection duckDb() {
    try {
      return DriverManager.getConnection("jdbc:duckdb:");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void stop() throws SQLException {
    duckdb.close();
  }

  static String hash(char digit) {
    return String.valueOf(digit).repeat(64);
  }

  void put(String key, String content) {
    s3.put("lab", key, "null", content.getBytes(StandardCharsets.UTF_8));
  }

  void manifest(String hash, String... lines) {
    put(".quilt/packages/" + hash, String.join("\n", lines) + "\n");
  }

  void pointer(String name, String hash) {
    put(".quilt/named_packages/" + name, hash);
  }

  static String entry(String key) {
    return "{\"logical_key\": \"%s\", \"physical_keys\": [\"s3://b/%s\"], \"size\": 3, \"hash\": {\"type\": \"SHA256\", \"value\": \"ab\"}, \"meta\": {}}"
        .formatted(key, key);
  }

  /** Of an old client, of another store, and with all that JSON can hold. */
  void aRegistry() {
    manifest(
        OLD,
        "{\"version\": \"v0\"}",
        "{\"logical_key\": \"a\", \"physical_keys\": [\"file:///tmp/a\"], \"size\": null, \"hash\":"
            + " null, \"meta\": null}",
        "{\"logical_key\": \"b\", \"physical_keys\": [\"s3://b/b?versionId=1\"]}");
    manifest(
        ODD,
        "{\"version\": \"v0\", \"user_meta\": {\"ü\": [1, 2.50, 1e400, null], \"q\":"
            + " \"a\\\"b\\\\c\\n"
            + "\"}, \"message\": \"Ünï 日本 🙂\", \"workflow\": null}",
        "{\"logical_key\": \"dir/\", \"meta\": {\"of\": \"a folder\"}}",
        "{\"logical_key\": \"dir/日本 🙂\\u0001.txt\", \"physical_keys\": [\"s3://b/%E6%97%A5\"],"
            + " \"size\": 9223372036854775807, \"hash\": {\"type\": \"sha2-256-chunked\","
            + " \"value\": \"AA==\"}, \"meta\": {\"user_meta\": {\"z\": 1, \"a\": -0.0}}}");
    for (char digit = '2'; digit <= '8'; digit++) {
      manifest(
          hash(digit), "{\"version\": \"v0\", \"message\": null}", entry("x" + digit), entry("y"));
    }
    pointer("lab/one/1700000000", OLD);
    pointer("lab/one/1700000001", ODD);
    pointer("lab/one/latest", ODD);
    pointer("ü/日本/1700000002", hash('2'));
    pointer("ü/日本/latest", hash('2'));
  }

  Result export() throws IOException {
    return new TablesExport(
            s3,
            "lab",
            new BucketTarget(s3, TARGET),
            Files.createTempDirectory(directory, "work"),
            SMALL,
            (done, all, entries) -> {})
        .run();
  }

  /** What DuckDB reads in the target, a text for each row, sorted. */
  List<String> read(String table) throws IOException, SQLException {
    var copy = directory.resolve("copy" + copies++);
    for (var key : s3.keys("tables", "lab/" + table + "/")) {
      var file = copy.resolve(key);
      Files.createDirectories(file.getParent());
      Files.write(file, s3.content("tables", key).orElseThrow());
    }
    return query(
        "SELECT * FROM read_parquet('%s/lab/%s/*.parquet') ORDER BY ALL".formatted(copy, table));
  }

  static List<String> query(String sql) throws SQLException {
    try (var statement = duckdb.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        found.add(String.join("|", row.stream().map(String::valueOf).toList()));
      }
      return found;
    }
  }

  List<List<String>> readAll() throws IOException, SQLException {
    return List.of(read("revision"), read("tag"), read("manifest"), read("entry"));
  }

  /** Exports, and again; how many writes the first one came to. */
  int cutOff(int at, boolean before) throws IOException {
    var count = new AtomicInteger();
    Consumer<String> cut =
        key -> {
          if (count.incrementAndGet() >= at) {
            throw MemoryS3.refused(500, "InternalError");
          }
        };
    if (before) {
      s3.beforeWrite = cut;
    } else {
      s3.afterWrite = cut;
    }
    try {
      var unused = export();
    } catch (PackagingException e) {
      assertThat(e).hasMessageContaining("InternalError");
    } finally {
      s3.beforeWrite = key -> {};
      s3.afterWrite = key -> {};
    }
    var unused = export();
    return count.get();
  }
}
