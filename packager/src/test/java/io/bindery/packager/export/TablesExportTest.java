package io.bindery.packager.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.export.TablesExport.Problem;
import io.bindery.packager.export.TablesExport.Result;
import io.bindery.packager.failure.PackagingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tables of a registry, read by DuckDB. */
class TablesExportTest extends ExportFixture {
  @Test
  void rowsAreWhatTheRegistryHolds() throws Exception {
    aRegistry();

    var result = export();

    assertThat(result).isEqualTo(new Result(3, 9, 9, 18, true, List.of()));
    assertThat(read("tag")).containsExactly("lab/one|latest|" + ODD, "ü/日本|latest|" + hash('2'));
    assertThat(read("manifest"))
        .hasSize(9)
        .startsWith(
            OLD + "|null|null",
            // With an infinity there is only the canonical form.
            ODD + "|Ünï 日本 🙂|{\"q\":\"a\\\"b\\\\c\\n\",\"\\u00fc\":[1,2.5,Infinity,null]}");
    assertThat(read("entry"))
        .hasSize(18)
        .startsWith(
            OLD + "|a|file:///tmp/a|null|null|null|null",
            OLD + "|b|s3://b/b?versionId=1|null|null|null|null",
            ODD + "|dir/|null|null|null|null|{\"of\": \"a folder\"}",
            ODD
                + "|dir/日本 🙂\u0001.txt|s3://b/%E6%97%A5|sha2-256-chunked|AA==|9223372036854775807|"
                + "{\"user_meta\": {\"z\": 1, \"a\": -0.0}}",
            hash('2') + "|x2|s3://b/x2|SHA256|ab|3|{}");
  }

  @Test
  void columnsAreThoseOfQuiltsTables() throws Exception {
    aRegistry();
    var unused = export();
    var rows = readAll();
    assertThat(rows).allSatisfy(table -> assertThat(table).isNotEmpty());
    var schemas = new TreeMap<String, List<String>>();
    var tables = List.of("revision", "tag", "manifest", "entry");
    for (int copy = 0; copy < tables.size(); copy++) {
      schemas.put(
          tables.get(copy),
          query(
              "SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM '%s/copy%d/lab/%s/*.parquet')"
                  .formatted(directory, copy, tables.get(copy))));
    }

    assertThat(schemas)
        .containsEntry(
            "revision",
            List.of("pkg_name VARCHAR", "timestamp TIMESTAMP WITH TIME ZONE", "top_hash VARCHAR"))
        .containsEntry("tag", List.of("pkg_name VARCHAR", "tag_name VARCHAR", "top_hash VARCHAR"))
        .containsEntry(
            "manifest", List.of("top_hash VARCHAR", "message VARCHAR", "metadata VARCHAR"))
        .containsEntry(
            "entry",
            List.of(
                "top_hash VARCHAR",
                "logical_key VARCHAR",
                "physical_key VARCHAR",
                "hash_type VARCHAR",
                "hash_value VARCHAR",
                "size BIGINT",
                "metadata VARCHAR"));
    assertThat(
            query(
                "SELECT pkg_name, epoch(timestamp)::BIGINT FROM '%s/copy0/lab/revision/*.parquet' ORDER BY ALL"
                    .formatted(directory)))
        .containsExactly("lab/one|1700000000", "lab/one|1700000001", "ü/日本|1700000002");
  }

  @Test
  void aLaterExportWritesOnlyWhatIsNew() throws Exception {
    aRegistry();
    var unused = export();
    var files = s3.keys("tables", "lab/");
    s3.beforeWrite =
        key -> {
          throw new AssertionError("written: " + key);
        };
    assertThat(export()).isEqualTo(new Result(3, 9, 0, 0, false, List.of()));
    s3.beforeWrite = key -> {};

    manifest(hash('9'), "{\"version\": \"v0\"}", entry("new"));
    pointer("lab/one/1700000009", hash('9'));
    pointer("lab/one/latest", hash('9'));

    assertThat(export()).isEqualTo(new Result(4, 10, 1, 1, true, List.of()));
    assertThat(s3.keys("tables", "lab/entry/"))
        .hasSize((int) files.stream().filter(key -> key.startsWith("lab/entry/")).count() + 1)
        .containsAll(files.stream().filter(key -> key.startsWith("lab/entry/")).toList());
    assertThat(s3.keys("tables", "lab/revision/")).hasSize(1);
    assertThat(read("revision")).hasSize(4);
    assertThat(read("tag")).contains("lab/one|latest|" + hash('9')).hasSize(2);
  }

  @Test
  void whatWasReplacedOrDeletedIsSoInTheTables() throws Exception {
    aRegistry();
    var unused = export();
    manifest(ODD, "{\"version\": \"v0\", \"message\": \"other places\"}", entry("moved"));
    s3.remove("lab", ".quilt/packages/" + hash('4'));
    s3.remove("lab", ".quilt/named_packages/lab/one/1700000000");

    var result = export();

    assertThat(result.revisions()).isEqualTo(2);
    assertThat(result.allManifests()).isEqualTo(8);
    assertThat(read("entry"))
        .hasSize(2 + 1 + 6 * 2)
        .contains(ODD + "|moved|s3://b/moved|SHA256|ab|3|{}")
        .noneMatch(row -> row.startsWith(hash('4')) || row.contains("dir/"));
    assertThat(read("manifest")).hasSize(8);
    assertThat(read("revision")).hasSize(2);
  }

  @Test
  void cutOffBeforeOrAfterAnyWriteTheNextOneGivesTheSameTables() throws Exception {
    aRegistry();
    var unused = export();
    var expected = readAll();
    int writes = 0;
    for (int at = 1; at <= 60; at++) {
      for (boolean before : List.of(true, false)) {
        s3.keys("tables", "lab/").forEach(key -> s3.remove("tables", key));
        writes = Math.max(writes, cutOff(at, before));
        assertThat(readAll()).as("cut off at write %d", at).isEqualTo(expected);
        assertThat(export().changed()).as("nothing is left to do").isFalse();
      }
      if (writes < at) {
        break;
      }
    }
    assertThat(writes).as("all were tried").isBetween(10, 59);
  }

  @Test
  void whatIsBrokenIsToldByNameAndAllElseExported() throws Exception {
    aRegistry();
    manifest(hash('a'), "{\"version\": \"v0\"}", entry("good"), "{\"logical_key\": \"cut o");
    manifest(hash('b'));
    manifest(hash('c'), "{\"version\": \"v0\"}", entry("twice"), entry("twice"));
    manifest(hash('d'), "{\"version\": \"v0\"}", "{\"logical_key\": \"s\", \"size\": 1.5}");
    manifest("no-hash", "no manifest");
    pointer("lab/bad/1700000000", "no hash");
    pointer("lab/bad/deep/1700000000", ODD);

    var result = export();

    assertThat(result.allManifests()).isEqualTo(9);
    assertThat(result.problems())
        .extracting(Problem::where)
        .containsExactlyInAnyOrder(
            ".quilt/named_packages/lab/bad/1700000000",
            ".quilt/named_packages/lab/bad/deep/1700000000",
            ".quilt/packages/" + hash('a'),
            ".quilt/packages/" + hash('b'),
            ".quilt/packages/" + hash('c'),
            ".quilt/packages/" + hash('d'));
    assertThat(result.problems())
        .extracting(Problem::text)
        .anyMatch(text -> text.contains("line 3"))
        .anyMatch(text -> text.contains("twice"))
        .anyMatch(text -> text.contains("size"));
    assertThat(read("entry")).hasSize(18).noneMatch(row -> row.contains("good"));

    manifest(hash('a'), "{\"version\": \"v0\"}", entry("good"), entry("mended"));
    assertThat(export().manifests()).isEqualTo(1);
    assertThat(read("entry")).hasSize(20);
  }

  @Test
  void anEmptyRegistryHasTablesWithoutRows() throws Exception {
    put("other", "object");

    assertThat(export().allManifests()).isZero();

    assertThat(readAll()).allSatisfy(table -> assertThat(table).isEmpty());
    assertThat(export().changed()).isFalse();
  }

  @Test
  void anotherExportThatBeganLaterEndsTheFirst() throws Exception {
    aRegistry();
    var once = new AtomicInteger();
    s3.beforeWrite =
        key -> {
          if (key.startsWith("lab/entry/") && once.getAndIncrement() == 0) {
            try {
              var unused = export();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        };

    assertThatThrownBy(this::export)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("Another export writes to s3://tables/lab/");
    s3.beforeWrite = key -> {};
    var unused = export();
    assertThat(read("entry")).hasSize(18);
    assertThat(read("manifest")).hasSize(9);
  }

  @Test
  void aDirectoryIsWrittenByOneExportAtATime() throws Exception {
    aRegistry();
    var target = directory.resolve("new/tables");
    try (var held = DirectoryTarget.open(target)) {
      assertThat(held.toString()).isEqualTo(target.toString());
      assertThatThrownBy(
              () -> TablesExport.toDirectory(s3, "lab", target, (done, all, entries) -> {}))
          .hasMessageContaining("Another export writes to");
    }

    var result = TablesExport.toDirectory(s3, "lab", target, (done, all, entries) -> {});

    assertThat(result.manifests()).isEqualTo(9);
    Files.writeString(target.resolve("entry/0123456789ab-000000.parquet"), "of a killed one");
    Files.writeString(target.resolve("entry/0123456789ab-000001.parquet.tmp"), "likewise");
    Files.writeString(target.resolve("entry/notes.txt"), "not ours");
    assertThat(TablesExport.toDirectory(s3, "lab", target, (done, all, entries) -> {}).changed())
        .isTrue();
    assertThat(query("SELECT count(*) FROM '%s/entry/*.parquet'".formatted(target)))
        .containsExactly("18");
    assertThat(target.resolve("entry/notes.txt")).exists();
    assertThat(target.resolve("entry/0123456789ab-000001.parquet.tmp")).doesNotExist();
  }

  @Test
  void whatCannotBeIsRefusedInWords() throws Exception {
    aRegistry();
    var file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> TablesExport.toDirectory(s3, "lab", file, (done, all, entries) -> {}))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("Cannot write to " + file);

    s3.denied.add("lab");
    assertThatThrownBy(this::export)
        .hasMessageStartingWith("Listing s3://lab/.quilt/named_packages/ failed: AWS answered 403");
    assertThat(s3.keys("tables", "")).as("written").isEmpty();
    s3.denied.clear();

    var unused = export();
    assertThatThrownBy(() -> TablesExport.toBucket(s3, "another", TARGET, (d, a, e) -> {}))
        .hasMessage(
            "s3://tables/lab/ has the tables of s3://lab: export s3://another to another place.");
    s3.put(
        "tables", "lab/" + ExportTarget.STATE, "null", "forged".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(this::export)
        .hasMessageContaining("s3://tables/lab/_bindery/state.jsonl.gz is not the state");
  }

  @Test
  void packsAreFilledToTheirBoundWhateverTheManifestsAreLike() throws Exception {
    IntStream.range(10, 40)
        .forEach(
            i ->
                manifest(
                    hash('e').substring(2) + i,
                    "{\"version\": \"v0\"}",
                    IntStream.range(0, i % 7)
                        .mapToObj(n -> entry("k" + n))
                        .reduce((a, b) -> a + "\n" + b)
                        .orElse(entry("one"))));

    var result = export();

    assertThat(read("manifest")).hasSize(30);
    assertThat(read("entry")).hasSize((int) result.entries());
    assertThat(s3.keys("tables", "lab/entry/")).hasSizeBetween(15, 30);
  }
}
