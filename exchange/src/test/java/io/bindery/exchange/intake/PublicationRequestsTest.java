package io.bindery.exchange.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.bindery.exchange.prepare.KeptManifests;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.publication.PublicationCommand.Submitted;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.platform.database.Tables;
import io.bindery.quilt.s3.S3Uri;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests to publish, with manifests in a real S3 and a real database. */
class PublicationRequestsTest {
  private static ExchangeWorld world;
  private static ActorSystem<Void> system;

  private final Map<String, ManifestRef> known = new HashMap<>();
  private final AtomicBoolean away = new AtomicBoolean();
  private final String request = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    system = ActorSystem.create(Behaviors.empty(), "requests", world.settings(Map.of()));
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    world.close();
  }

  private PublicationRequests requests() {
    return new PublicationRequests(
        world.aws().s3(),
        new KeptManifests(Tables.of(system)),
        Set.of(world.bucket()),
        new IntakeSettings(Set.of(), 1_024),
        (id, manifest, again, by, trace) ->
            away.get()
                ? CompletableFuture.failedFuture(new TimeoutException("ask timed out"))
                : CompletableFuture.completedFuture(taken(id, manifest)));
  }

  /** As the publication of this id answers. */
  private Submitted taken(String id, ManifestRef manifest) {
    var before = known.putIfAbsent(id, manifest);
    return new Submitted(before != null, before != null && !before.isAgain(manifest));
  }

  private static Submission done(CompletionStage<Submission> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private Submission inline(String text) {
    return done(
        requests()
            .inline(request, text.getBytes(UTF_8), false, Optional.of("ada"), Optional.empty()));
  }

  private Submission object(String uri) throws Exception {
    return done(
        requests().object(request, S3Uri.parse(uri), false, Optional.of("ada"), Optional.empty()));
  }

  @Test
  void theSameRequestIsOnePublication() {
    var first = (Submission.Accepted) inline("{}");
    var second = (Submission.Accepted) inline("{}");

    assertThat(first.known()).isFalse();
    assertThat(second).isEqualTo(new Submission.Accepted(first.publicationId(), true));
    assertThat(known)
        .containsEntry(first.publicationId(), new ManifestRef.Kept(first.publicationId()));
    assertThat(((Submission.Refused) inline("{ }")).reason())
        .isEqualTo(
            "the id of this request was used for another manifest: send it with an id of its own.");
  }

  @Test
  void aManifestThatIsTooLargeForARequestIsToBeNamed() {
    var refused = (Submission.Refused) inline("x".repeat(1_025));

    assertThat(refused.field()).isEqualTo("manifest");
    assertThat(refused.reason())
        .contains("1,025 bytes", "bindery.exchange.inline-manifest-bytes", "s3://BUCKET/KEY");
  }

  @Test
  void anObjectIsPublishedAsItIsNow() throws Exception {
    world.put("m/a b.json", "{}").join();
    var accepted = (Submission.Accepted) object("s3://%s/m/a b.json".formatted(world.bucket()));
    world.put("m/a b.json", "{ }").join();

    var manifest = (ManifestRef.InBucket) known.get(accepted.publicationId());
    assertThat(manifest.key()).isEqualTo("m/a b.json");
    assertThat(manifest.etag())
        .hasValueSatisfying(etag -> assertThat(etag).matches("[0-9a-f]{32}"));
    assertThat(
            world
                .aws()
                .s3()
                .headObject(
                    r ->
                        r.bucket(world.bucket())
                            .key("m/a b.json")
                            .versionId(manifest.versionId().orElseThrow()))
                .join()
                .contentLength())
        .isEqualTo(2);
  }

  @Test
  void anIdOfAnotherObjectIsNotTakenForThisOne() throws Exception {
    world.put("m/one.json", "{}").join();
    world.put("m/two.json", "{}").join();
    var one = "s3://%s/m/one.json".formatted(world.bucket());
    var first = (Submission.Accepted) object(one);
    world.put("m/one.json", "{ }").join();
    assertThat(object(one)).isEqualTo(new Submission.Accepted(first.publicationId(), true));
    for (var other :
        List.of(object("s3://%s/m/two.json".formatted(world.bucket())), inline("{}"))) {
      assertThat(((Submission.Refused) other).reason())
          .startsWith("the id of this request was used for another manifest");
    }
  }

  @Test
  void whatCannotBeReadIsRefusedInWords() throws Exception {
    assertThat(
            ((Submission.Refused) object("s3://%s/none.json".formatted(world.bucket()))).reason())
        .isEqualTo("s3://%s/none.json does not exist.".formatted(world.bucket()));
    assertThat(((Submission.Refused) object("s3://elsewhere/a.json")).reason())
        .startsWith("bucket 'elsewhere' may not be read from");
    assertThat(((Submission.Refused) object("s3://%s/m/".formatted(world.bucket()))).reason())
        .contains("is no object");
    assertThat(known).isEmpty();
  }

  @Test
  void whatCannotBeAcceptedNowIsToBeSentAgain() {
    away.set(true);
    assertThat(((Submission.Later) inline("{}")).reason())
        .isEqualTo("the publication does not answer: it did not answer in time");
    away.set(false);
    assertThat(inline("{}")).isInstanceOf(Submission.Accepted.class);
  }
}
