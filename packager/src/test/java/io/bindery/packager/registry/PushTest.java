package io.bindery.packager.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.registry.Push.Conflict;
import io.bindery.packager.registry.Push.Outcome;
import io.bindery.packager.registry.Push.Unchanged;
import io.bindery.packager.registry.Push.Written;
import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a push leaves behind, wherever it ends. */
class PushTest {
  private static final String BUCKET = "reg";
  private static final PackageName NAME = new PackageName("a/b");
  private static final String FOLDER = ".quilt/named_packages/a/b/";
  private static final TopHash OLD = new TopHash("01".repeat(32));
  private static final TopHash NEW = new TopHash("ab".repeat(32));
  private static final TopHash OTHER = new TopHash("cd".repeat(32));
  private static final long SECOND = 1_795_255_200;

  @TempDir Path directory;

  private final MemoryS3 s3 = new MemoryS3();

  @BeforeEach
  void anOlderRevision() {
    put(OLD, SECOND - 100);
  }

  /** What another writer's push leaves. */
  private void put(TopHash hash, long second) {
    s3.put(BUCKET, ".quilt/packages/" + hash, "null", bytes("manifest of " + hash));
    s3.put(BUCKET, FOLDER + second, "null", bytes(hash.value()));
    s3.put(BUCKET, FOLDER + "latest", "null", bytes(hash.value()));
  }

  private Outcome push(TopHash seen) {
    return push(Expected.exactly(Optional.of(seen), NEW));
  }

  private Outcome push(Expected expected) {
    var manifest = directory.resolve("manifest");
    try {
      Files.write(manifest, bytes("manifest of " + NEW));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new RegistryWriter(s3)
        .push(new Push(BUCKET, NAME, manifest, NEW, SECOND, expected, true))
        .toCompletableFuture()
        .join();
  }

  private boolean abandon() {
    return new RegistryWriter(s3).abandon(BUCKET, NAME, NEW, SECOND).toCompletableFuture().join();
  }

  /** The world ends at a write: before it is done, or after it and before it is heard of. */
  private AtomicBoolean killAt(int moment) {
    var dead = new AtomicBoolean();
    var moments = new AtomicInteger();
    Runnable tick =
        () -> {
          if (dead.get() || moments.getAndIncrement() == moment) {
            dead.set(true);
            throw new IllegalStateException("killed");
          }
        };
    s3.beforeWrite = key -> tick.run();
    s3.afterWrite = key -> tick.run();
    return dead;
  }

  private void revive() {
    s3.beforeWrite = key -> {};
    s3.afterWrite = key -> {};
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aPushThatIsKilledAndDoneAgainIsOneWholeRevision(int moment) {
    var dead = killAt(moment);
    assertThatThrownBy(() -> push(OLD)).hasRootCauseMessage("killed");
    assertThat(dead).isTrue();
    assertThat(isWhole()).isTrue();
    revive();

    var outcome = push(seen());

    assertThat(outcome).isEqualTo(new Written(S3Uri.of(BUCKET, FOLDER + SECOND)));
    assertThat(latest()).isEqualTo(NEW);
    assertThat(s3.keys(BUCKET, FOLDER))
        .containsExactly(FOLDER + (SECOND - 100), FOLDER + SECOND, FOLDER + "latest");
    assertThat(isWhole()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aPushThatIsKilledAndGivenUpIsWholeOrGone(int moment) {
    killAt(moment);
    assertThatThrownBy(() -> push(OLD)).hasRootCauseMessage("killed");
    revive();

    abandon();

    if (moment == 5) {
      assertThat(latest()).isEqualTo(NEW);
      assertThat(s3.keys(BUCKET, FOLDER)).contains(FOLDER + SECOND);
    } else {
      assertThat(latest()).isEqualTo(OLD);
      assertThat(s3.keys(BUCKET, FOLDER)).doesNotContain(FOLDER + SECOND);
    }
    assertThat(isWhole()).isTrue();
  }

  /** Whatever a pointer leads to is there. */
  private boolean isWhole() {
    return s3.keys(BUCKET, FOLDER).stream()
        .allMatch(key -> s3.content(BUCKET, ".quilt/packages/" + text(key)).isPresent());
  }

  private TopHash seen() {
    return latest();
  }

  private TopHash latest() {
    return new TopHash(text(FOLDER + "latest"));
  }

  private String text(String key) {
    return new String(s3.content(BUCKET, key).orElseThrow(), StandardCharsets.US_ASCII);
  }

  @Test
  void whatItsMakerHasNotSeenIsNotOverwritten() {
    put(OTHER, SECOND - 50);

    assertThat(push(OLD)).isEqualTo(new Conflict(Optional.of(OTHER)));

    assertThat(s3.keys(BUCKET, ".quilt/")).noneMatch(key -> key.contains(NEW.value()));
    assertThat(latest()).isEqualTo(OTHER);
  }

  @Test
  void aPushThatLosesTheLastStepLeavesNoPointer() {
    s3.beforeWrite =
        key -> {
          if (key.endsWith("latest") && latest().equals(OLD)) {
            put(OTHER, SECOND + 1);
          }
        };

    assertThat(push(OLD)).isEqualTo(new Conflict(Optional.of(OTHER)));

    assertThat(latest()).isEqualTo(OTHER);
    assertThat(s3.keys(BUCKET, FOLDER)).doesNotContain(FOLDER + SECOND);
    // Seen now, it may be followed.
    assertThat(push(OTHER)).isInstanceOf(Written.class);
    assertThat(latest()).isEqualTo(NEW);
  }

  @Test
  void aPushThatExpectsNothingIsTheLast() {
    var once = new AtomicBoolean();
    s3.beforeWrite =
        key -> {
          if (key.endsWith("latest") && once.compareAndSet(false, true)) {
            put(OTHER, SECOND + 1);
          }
        };

    assertThat(push(Expected.anything())).isInstanceOf(Written.class);

    assertThat(latest()).isEqualTo(NEW);
    assertThat(s3.keys(BUCKET, FOLDER)).contains(FOLDER + SECOND, FOLDER + (SECOND + 1));
  }

  @Test
  void aFirstRevisionDoesNotOverwriteAnotherFirst() {
    s3.keys(BUCKET, FOLDER).forEach(key -> s3.remove(BUCKET, key));
    s3.beforeWrite =
        key -> {
          if (key.endsWith("latest") && s3.content(BUCKET, key).isEmpty()) {
            put(OTHER, SECOND);
          }
        };

    assertThat(push(Expected.exactly(Optional.empty(), NEW)))
        .isEqualTo(new Conflict(Optional.of(OTHER)));
    assertThat(latest()).isEqualTo(OTHER);
    // The other one's pointer is of the same second, and stays.
    assertThat(s3.content(BUCKET, FOLDER + SECOND)).contains(bytes(OTHER.value()));
  }

  @Test
  void whatAnotherWriterPushedAlreadyIsNotPushedAgain() {
    put(NEW, SECOND - 50);

    assertThat(push(OLD)).isEqualTo(new Unchanged());

    assertThat(s3.keys(BUCKET, FOLDER))
        .containsExactlyElementsOf(
            List.of(FOLDER + (SECOND - 100), FOLDER + (SECOND - 50), FOLDER + "latest"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
