package io.bindery.exchange.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.publication.PublicationCommand.Submitted;
import io.bindery.protocol.notice.Notice;
import io.bindery.protocol.notice.NoticeException;
import io.bindery.protocol.notice.NoticeParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which notices become publications, and which of them are the same. */
class ManifestNoticesTest {
  private record Handed(String id, ManifestRef manifest) {}

  private final List<Handed> submitted = new ArrayList<>();
  private final ManifestNotices notices =
      new ManifestNotices(
          new IntakeSettings(Set.of("manifests"), 1 << 20),
          (id, manifest, again, by, trace) -> {
            submitted.add(new Handed(id, manifest));
            return CompletableFuture.completedFuture(new Submitted(false, false));
          });

  private void take(String notice) throws NoticeException {
    for (var event : ((Notice.Objects) NoticeParser.parse(notice)).events()) {
      assertThat(notices.takes(event.bucket())).isTrue();
      assertThat(notices.take(event, Optional.empty())).isCompleted();
    }
  }

  private static String written(String key, String more) {
    return """
    {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
      "eventTime": "2026-11-30T04:00:00.000Z", "s3": {"bucket": {"name": "manifests"},
      "object": {"key": "%s", "size": 9, "eTag": "abc", %s}}}]}
    """
        .formatted(key, more);
  }

  private List<String> ids() {
    return submitted.stream().map(Handed::id).distinct().toList();
  }

  @Test
  void aKeyIsWhatS3HoldsAndTheManifestIsPinned() throws NoticeException {
    take(written("a+b%2F%C3%BC.json", "\"versionId\": \"version-1\", \"sequencer\": \"01\""));
    take(written("plain.json", "\"sequencer\": \"01\""));

    assertThat(submitted)
        .extracting(Handed::manifest)
        .containsExactly(
            new ManifestRef.InBucket(
                "manifests", "a b/ü.json", Optional.of("version-1"), Optional.of("abc")),
            new ManifestRef.InBucket(
                "manifests", "plain.json", Optional.empty(), Optional.of("abc")));
    assertThat(submitted).allMatch(it -> it.id().matches("[0-9a-f]{32}"));
  }

  @Test
  void theSameNoticeIsOnePublicationAndEachWriteIsAnother() throws NoticeException {
    take(written("a.json", "\"sequencer\": \"01\""));
    take(written("a.json", "\"sequencer\": \"01\""));
    // The same by EventBridge, which counts whole seconds.
    take(
        """
        {"version": "0", "detail-type": "Object Created", "source": "aws.s3",
         "time": "2026-11-30T04:00:00Z", "detail": {"bucket": {"name": "manifests"},
           "object": {"key": "a.json", "size": 9, "etag": "abc", "sequencer": "01"},
           "reason": "PutObject"}}
        """);
    assertThat(ids()).hasSize(1);

    // The same bytes once more, and another key in the same second.
    take(written("a.json", "\"sequencer\": \"02\""));
    take(written("b.json", "\"sequencer\": \"01\""));
    assertThat(ids()).hasSize(3);
    take(written("a.json", "\"versionId\": \"version-1\", \"sequencer\": \"03\""));
    take(written("a.json", "\"versionId\": \"version-2\", \"sequencer\": \"04\""));
    take(written("a.json", "\"versionId\": \"version-2\", \"sequencer\": \"04\""));
    assertThat(ids()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.json.status.json",
        "a.json.error.json",
        "a.csv",
        "folder%2F",
        "json",
        "a.json.gz"
      })
  void whatIsNoManifestIsPassedOver(String key) throws NoticeException {
    take(written(key, "\"sequencer\": \"01\""));
    take(
        written("a.json", "\"sequencer\": \"01\"")
            .replace("ObjectCreated:Put", "ObjectRemoved:Delete"));

    assertThat(submitted).isEmpty();
  }

  @Test
  void otherBucketsAreNotTaken() {
    assertThat(notices.takes("other")).isFalse();
  }
}
