package io.bindery.packager.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.workflow.EntriesCheck;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Entries are checked one by one, in memory that does not grow with their number. Give {@code
 * -Dbindery.entries=1000000} to measure at another size.
 */
class ManyEntriesTest {
  private static final int ENTRIES = Integer.getInteger("bindery.entries", 50_000);
  private static final long MIB = 1 << 20;

  private final MemoryS3 s3 = new MemoryS3();

  @BeforeEach
  void aSchemaForAllEntries() {
    put(
        ".quilt/workflows/config.yml",
        """
        version: "1"
        workflows: {all: {name: All, entries_schema: entries}}
        schemas: {entries: {url: "s3://reg/entries.json"}}
        """);
    put(
        "entries.json",
        """
        {"type": "array", "minItems": 1, "uniqueItems": true, "contains": {"properties": {"logical_key": {"const": "none"}}},
         "items": {"type": "object", "required": ["logical_key", "size"], "properties": {
           "logical_key": {"type": "string", "pattern": "^folder [0-9]+/file [0-9]+\\\\.txt$"},
           "size": {"type": "integer", "minimum": 1},
           "meta": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}}}}
        """);
  }

  private void put(String key, String content) {
    s3.put("reg", key, "null", content.getBytes(StandardCharsets.UTF_8));
  }

  private EntriesCheck check() {
    return new Workflows(s3, WorkflowSettings.DEFAULT, Runnable::run)
        .rules("reg", WorkflowChoice.named("all"))
        .toCompletableFuture()
        .join()
        .entries();
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static JsonObject meta(int n) {
    return JsonObject.EMPTY
        .with("user_meta", JsonObject.EMPTY.with("n", JsonInteger.of(n)))
        .with("other", new JsonString("not for the schema"));
  }

  private static String key(int i) {
    return "folder %d/file %07d.txt".formatted(i / 1000, i);
  }

  @Test
  void allEntriesAreCheckedInMemoryThatDoesNotGrow() {
    var check = check();
    long before = used();
    long start = System.nanoTime();
    for (int i = 0; i < ENTRIES; i++) {
      check.next(key(i), i + 1, meta(i));
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    long grown = used() - before;
    System.out.printf(
        "%,d entries checked in %,d ms, heap grown by %.1f MiB%n",
        ENTRIES, millis, (double) grown / MIB);

    assertThat(grown).isLessThan(8 * MIB);
    assertThatThrownBy(check::end).hasMessageContaining("no entry matches");
  }

  @Test
  void theLastEntryIsCheckedAsWell() {
    var check = check();
    for (int i = 0; i < 1000; i++) {
      check.next(key(i), i + 1, meta(i));
    }
    check.next("folder 1/file.txt", 0, JsonObject.EMPTY);

    assertThatThrownBy(check::end)
        .hasMessageContaining("$[1000]")
        .hasMessageContaining("(entry 'folder 1/file.txt')");
  }
}
