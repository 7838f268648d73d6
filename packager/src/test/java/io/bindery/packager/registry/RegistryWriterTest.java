package io.bindery.packager.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.world.World;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryWriterTest {
  private static final TopHash HASH = new TopHash("ab".repeat(32));
  private static final TopHash OTHER = new TopHash("cd".repeat(32));
  private static final long SECOND = 1_795_255_200;

  private static World world;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    world = new World();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private String push(String name, TopHash hash) throws IOException {
    var manifest = directory.resolve("manifest");
    Files.writeString(manifest, "manifest of " + hash);
    return push(name, hash, manifest);
  }

  private static String push(String name, TopHash hash, Path manifest) {
    var outcome =
        new RegistryWriter(world.s3())
            .push(
                new Push(
                    world.bucket(),
                    new PackageName(name),
                    manifest,
                    hash,
                    SECOND,
                    Expected.anything(),
                    false))
            .toCompletableFuture()
            .join();
    return ((Push.Written) outcome).pointer().key();
  }

  private String content(String key) {
    return new String(world.get(key), StandardCharsets.UTF_8);
  }

  @Test
  void aRevisionIsThreeObjects() throws IOException {
    var pointer = push("a/first", HASH);

    assertThat(pointer).isEqualTo(".quilt/named_packages/a/first/" + SECOND);
    assertThat(content(pointer)).isEqualTo(HASH.value());
    assertThat(content(".quilt/named_packages/a/first/latest")).isEqualTo(HASH.value());
    assertThat(content(".quilt/packages/" + HASH)).isEqualTo("manifest of " + HASH);
  }

  @Test
  void aPushDoneAgainHasNoSecondPointer() throws IOException {
    var first = push("a/again", HASH);

    assertThat(push("a/again", HASH)).isEqualTo(first);
    assertThat(world.pointers("a/again")).hasSize(1);
  }

  @Test
  void aSecondThatIsTakenByAnotherRevisionIsPassedOver() throws IOException {
    world.put(".quilt/named_packages/a/taken/" + SECOND, OTHER.value());
    world.put(".quilt/named_packages/a/taken/" + (SECOND + 1), OTHER.value());

    var pointer = push("a/taken", HASH);

    assertThat(pointer).isEqualTo(".quilt/named_packages/a/taken/" + (SECOND + 2));
    assertThat(content(".quilt/named_packages/a/taken/" + SECOND)).isEqualTo(OTHER.value());
    assertThat(push("a/taken", HASH)).isEqualTo(pointer);
  }

  @Test
  void aLargeManifestIsSentInParts() throws IOException {
    var bytes = new byte[(17 << 20) + 3];
    new Random(3).nextBytes(bytes);
    var manifest = directory.resolve("large");
    Files.write(manifest, bytes);

    push("a/large", OTHER, manifest);

    assertThat(world.get(".quilt/packages/" + OTHER)).isEqualTo(bytes);
  }

  @Test
  void aRevisionIsFoundByItsFirstDigits() throws IOException {
    var one = new TopHash("123456" + "0".repeat(58));
    var two = new TopHash("1234567" + "1".repeat(57));
    push("a/digits", one);
    push("a/digits2", two);
    var reader = new RegistryReader(world.s3());

    assertThat(resolve(reader, "a/digits")).isEqualTo(one);
    assertThat(resolve(reader, "a/digits@1234560")).isEqualTo(one);
    assertThat(resolve(reader, "a/digits@" + two)).isEqualTo(two);
    assertThatThrownBy(() -> resolve(reader, "a/digits@123456"))
        .hasRootCauseInstanceOf(PackagingException.class)
        .hasMessageContaining("several revisions that begin with 123456: give more digits");
    assertThat(
            reader
                .latest(world.bucket(), new PackageName("a/unknown"))
                .toCompletableFuture()
                .join())
        .isEqualTo(Optional.empty());
  }

  private static TopHash resolve(RegistryReader reader, String name) {
    return reader.resolve(world.bucket(), RevisionName.parse(name)).toCompletableFuture().join();
  }
}
