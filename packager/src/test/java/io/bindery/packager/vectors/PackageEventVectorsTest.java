package io.bindery.packager.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.packager.registry.RegistryLayout;
import io.bindery.packager.registry.RevisionEvent;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.vectors.Vectors;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The event of a new revision. Quilt makes it of the S3 event about the pointer; here it is told by
 * who writes the pointer. So of each vector it is checked that the pointer is one that a push
 * writes and the event is the same, or else that no push writes such an object.
 */
class PackageEventVectorsTest {
  private static final Pattern POINTER = Pattern.compile("\\.quilt/named_packages/(.+)/([0-9]+)");

  /** The seconds of pointers that Quilt tells of: from 2016 on, with ten digits. */
  private static final long FIRST_SECOND = 1_451_631_600L;

  private static final long LAST_SECOND = 9_999_999_999L;

  private record Pushed(PackageName name, long second, TopHash topHash) {}

  static List<Vector> vectors() {
    return Vectors.cases(
        "package_events.json",
        "vectors",
        it -> it.get("event_name").asText() + " " + it.get("object_key").asText());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void event(Vector vector) throws IOException {
    var published = vector.get("published");
    var pushed = pushed(vector);
    if (published.isNull()) {
      assertThat(pushed.filter(it -> isTime(it.second()))).isEmpty();
      return;
    }
    var revision = pushed.orElseThrow();
    assertThat(RegistryLayout.pointer(revision.name(), revision.second()))
        .isEqualTo(vector.text("object_key").orElseThrow());
    var event =
        RevisionEvent.created(
            vector.text("bucket").orElseThrow(),
            revision.name(),
            revision.topHash(),
            Instant.parse(vector.text("event_time").orElseThrow()),
            Optional.empty());
    assertThat(event.source()).isEqualTo(published.get("Source").asText());
    assertThat(event.detailType()).isEqualTo(published.get("DetailType").asText());
    assertThat(event.resources()).isEmpty();
    assertThat(event.time()).isEqualTo(Instant.parse(published.get("Time").asText()));
    assertThat(new ObjectMapper().readTree(event.detail()))
        .isEqualTo(new ObjectMapper().readTree(published.get("Detail").asText()));
    assertThat(event.detail()).isEqualTo(published.get("Detail").asText());
  }

  private static boolean isTime(long second) {
    return second >= FIRST_SECOND && second <= LAST_SECOND;
  }

  /** The revision whose push writes this object; of a longer one, Quilt reads what counts. */
  private static Optional<Pushed> pushed(Vector vector) {
    var pointer = POINTER.matcher(vector.text("object_key").orElseThrow());
    var body = vector.text("object_body");
    if (!vector.text("event_name").orElseThrow().startsWith("ObjectCreated:")
        || !pointer.matches()
        || body.isEmpty()
        || body.get().length() < 64) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Pushed(
              new PackageName(pointer.group(1)),
              Long.parseLong(pointer.group(2)),
              new TopHash(body.get().substring(0, 64))));
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
