package io.bindery.packager.ahead;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.content.ObjectVersion;
import io.bindery.platform.ahead.PackagedFolder;
import io.bindery.platform.ahead.RecordedObjects.RecordedObject;
import io.bindery.protocol.description.SourceFolder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingObjectsTest {
  private static final SourceFolder A = new SourceFolder("lab", "a/");
  private static final SourceFolder B = new SourceFolder("lab", "b/");

  private final WaitingObjects waiting = new WaitingObjects(3);

  private static RecordedObject object(String key, String version) {
    return new RecordedObject(key, Optional.of(version), "e", 1);
  }

  @Test
  void objectsOfOneFolderAreTakenTogether() {
    waiting.add(A, object("a/1", "v1"));
    waiting.add(B, object("b/1", "v1"));
    waiting.add(A, object("a/2", "v1"));

    var page = waiting.take(10);

    assertThat(page.folder()).isEqualTo(A);
    assertThat(page.objects())
        .extracting(version -> version.location().key())
        .containsExactly("a/1", "a/2");
    assertThat(waiting.take(10).folder()).isEqualTo(B);
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Test
  void aNewerVersionTakesThePlaceOfTheOneBefore() {
    waiting.add(A, object("a/1", "old"));
    waiting.add(A, object("a/1", "new"));

    assertThat(waiting.take(10).objects())
        .extracting(version -> version.location().versionId().orElseThrow())
        .containsExactly("new");
  }

  @Test
  void whatCameMeanwhileWinsOverWhatWaitsOnceMore() {
    waiting.add(A, object("a/1", "old"));
    waiting.add(A, object("a/2", "old"));
    var page = waiting.take(10);
    waiting.add(A, object("a/1", "new"));

    waiting.addAgain(page);

    assertThat(waiting.take(10).objects())
        .extracting(version -> version.location().versionId().orElseThrow())
        .containsExactly("new", "old");
  }

  @Test
  void whatIsTooMuchIsRefused() {
    assertThat(waiting.add(A, object("a/1", "v1"))).isTrue();
    assertThat(waiting.add(A, object("a/2", "v1"))).isTrue();
    assertThat(waiting.add(A, object("a/3", "v1"))).isTrue();
    assertThat(waiting.add(A, object("a/4", "v1"))).isFalse();
    assertThat(waiting.add(A, object("a/3", "v2"))).isTrue();
    assertThat(waiting.size()).isEqualTo(3);
  }

  @Test
  void aFolderThatIsPackagedWaitsNoMore() {
    waiting.add(A, object("a/1", "v1"));
    waiting.add(A, object("a/x/2", "v1"));
    waiting.add(B, object("b/1", "v1"));

    assertThat(waiting.drop(new PackagedFolder("lab", "a/"))).isEqualTo(2);
    assertThat(waiting.drop(new PackagedFolder("other", ""))).isZero();
    assertThat(waiting.size()).isEqualTo(1);
  }

  @Test
  void anObjectIsAsAListingHasIt() {
    waiting.add(A, new RecordedObject("a/1", Optional.empty(), "e", 7));
    waiting.add(A, new RecordedObject("a/2", Optional.of("v1"), "\"e\"", 7));

    assertThat(waiting.take(10).objects())
        .allMatch(object -> object.etag().equals(Optional.of("\"e\"")))
        .extracting(ObjectVersion::location)
        .extracting(location -> location.versionId().orElseThrow())
        .containsExactly("null", "v1");
  }
}
