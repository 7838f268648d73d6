package io.bindery.packager.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.packager.registry.Expected;
import io.bindery.packager.registry.Push;
import io.bindery.packager.registry.RegistryWriter;
import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.vectors.Vectors;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several makers of one package, each with what it knows of it. */
class PushVectorsTest {
  private static final String BUCKET = "reg";
  private static final PackageName NAME = new PackageName("ns/pkg");
  private static final String LATEST = ".quilt/named_packages/ns/pkg/latest";
  private static final int STEP_SECONDS = 10;

  @TempDir Path directory;

  private final MemoryS3 s3 = new MemoryS3();
  private final List<String> puts = new ArrayList<>();

  /** The revisions that each maker knows. */
  private final Map<String, Set<TopHash>> makers = new HashMap<>();

  static List<Vector> vectors() {
    return Vectors.cases("push_semantics.json", "vectors", it -> it.path("id").asText());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("vectors")
  void push(Vector vector) throws IOException {
    s3.beforeWrite = puts::add;
    long now = Vectors.file("push_semantics.json").path("first_step_epoch").asLong();
    boolean first = true;
    for (JsonNode step : vector.get("steps")) {
      now += first ? 0 : step.path("advance").asLong(STEP_SECONDS);
      first = false;
      puts.clear();
      var known = makers.computeIfAbsent(step.path("obj").asText(), name -> new HashSet<>());
      switch (step.path("action").asText()) {
        case "new", "set" -> {
          // What it makes of the content is known by its top hash.
        }
        case "browse" -> known.add(latest());
        case "push" -> check(step, now, push(step, known, now));
        case "build" -> check(step, now, push(step, known, Expected.anything(), now));
        default -> throw new IllegalArgumentException(step.toString());
      }
    }
  }

  private Push.Outcome push(JsonNode step, Set<TopHash> known, long now) throws IOException {
    return push(
        step,
        known,
        step.path("force").asBoolean() ? Expected.anything() : Expected.noneOr(known),
        now);
  }

  private Push.Outcome push(JsonNode step, Set<TopHash> known, Expected expected, long now)
      throws IOException {
    // A conflict is told without the hash of what was not pushed.
    var topHash = new TopHash(step.path("expected").path("top_hash").asText("ff".repeat(32)));
    var file = directory.resolve("manifest");
    Files.writeString(file, "manifest of " + topHash);
    var outcome =
        new RegistryWriter(s3)
            .push(
                new Push(
                    BUCKET, NAME, file, topHash, now, expected, step.path("dedupe").asBoolean()))
            .toCompletableFuture()
            .join();
    if (!(outcome instanceof Push.Conflict)) {
      known.add(topHash);
    }
    return outcome;
  }

  private void check(JsonNode step, long now, Push.Outcome outcome) {
    var expected = step.path("expected");
    var type =
        switch (expected.path("outcome").asText()) {
          case "written" -> Push.Written.class;
          case "skipped" -> Push.Unchanged.class;
          default -> Push.Conflict.class;
        };
    assertThat(outcome).isInstanceOf(type);
    assertThat(latest().value()).isEqualTo(expected.path("latest_after").asText());
    var keys = new ArrayList<String>();
    expected.path("puts").forEach(key -> keys.add(key.asText()));
    if (step.has("advance") && step.path("advance").asInt() == 0) {
      // quilt3 overwrites the pointer of the other revision here; the next second is taken instead.
      keys.add(2, ".quilt/named_packages/ns/pkg/" + (now + 1));
    }
    assertThat(puts).containsExactlyElementsOf(keys);
  }

  private TopHash latest() {
    return new TopHash(
        new String(s3.content(BUCKET, LATEST).orElseThrow(), StandardCharsets.US_ASCII));
  }
}
