package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.world.World;
import io.bindery.platform.database.Tables;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cache of checksums on a real database. */
class ChecksumTableTest {
  private static final List<ChecksumType> TYPES = List.of(ChecksumType.CRC64NVME);

  private static World world;
  private static ChecksumTable table;

  @BeforeAll
  static void start() {
    world = new World();
    table = new ChecksumTable(Tables.of(world.start()));
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static ObjectVersion object(String key, String version, String etag) {
    return new ObjectVersion(S3Uri.of("lab", key, version), Optional.of(etag), 1);
  }

  private static ObjectHash hash(int number) {
    var bytes = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    return new ObjectHash(ChecksumType.CRC64NVME, Base64.getEncoder().encodeToString(bytes));
  }

  private static Map<ObjectVersion, ObjectHash> known(ObjectVersion... objects) {
    return table.find(List.of(objects), TYPES).toCompletableFuture().join();
  }

  @Test
  void ofTwoContentsOfAnObjectTheOneThatComesLastIsKept() {
    var older = object("a", "null", "old");
    var newer = object("a", "null", "new");
    var other = object("b", "null", "other");
    var hashes = new LinkedHashMap<ObjectVersion, ObjectHash>();
    hashes.put(older, hash(1));
    hashes.put(other, hash(2));
    hashes.put(newer, hash(3));

    table.saveAll(hashes).toCompletableFuture().join();

    assertThat(known(older, newer, other))
        .containsOnlyKeys(newer, other)
        .containsEntry(newer, hash(3));
  }

  @Test
  void ofTwoVersionsThatAreSavedTogetherTheLastIsNotSuperseded() {
    var hashes = new LinkedHashMap<ObjectVersion, ObjectHash>();
    hashes.put(object("c", "v2", "old"), hash(1));
    hashes.put(object("c", "v1", "new"), hash(2));

    table.saveAll(hashes).toCompletableFuture().join();

    await()
        .until(
            () ->
                !world
                    .query("SELECT 1 FROM object_checksum WHERE superseded_at IS NOT NULL")
                    .isEmpty());
    assertThat(
            world.query(
                "SELECT version FROM object_checksum WHERE key = 'c' AND superseded_at IS NULL"))
        .containsExactly(Map.of("version", "v1"));
  }
}
