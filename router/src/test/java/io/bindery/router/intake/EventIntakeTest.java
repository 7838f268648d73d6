package io.bindery.router.intake;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.queue.ObjectTaker;
import io.bindery.platform.queue.QueueMessage;
import io.bindery.platform.queue.Verdict;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.router.bucket.BucketSupervisor;
import io.bindery.router.source.EventSources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventIntakeTest {
  private static ActorTestKit kit;
  private static final String NOT_WATCHED =
      "Bucket bucket-three is not watched: add it to bindery.router.buckets and send this notice"
          + " again, or stop sending its notices here.";
  private final TestProbe<BucketSupervisor.Command> one =
      kit.createTestProbe(BucketSupervisor.Command.class);
  private final TestProbe<BucketSupervisor.Command> two =
      kit.createTestProbe(BucketSupervisor.Command.class);
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final AtomicReference<CompletionStage<Done>> answer =
      new AtomicReference<>(CompletableFuture.completedFuture(Done.done()));

  private boolean dropping;

  private final EventIntake intake =
      new EventIntake(
          kit.system(),
          bucket -> Optional.ofNullable(supervisors().get(bucket)),
          () -> dropping,
          Duration.ofMillis(800),
          EventSources.NONE,
          new ObjectTaker() {
            @Override
            public boolean takes(String bucket) {
              return bucket.equals("manifests") || bucket.equals("bucket-two");
            }

            @Override
            public CompletionStage<Done> take(ObjectEvent event, Optional<TraceContext> trace) {
              taken.add(event.bucket() + ":" + event.key());
              return answer.get();
            }
          });

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            "EventIntakeTest",
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  private Map<String, ActorRef<BucketSupervisor.Command>> supervisors() {
    return Map.of("bucket-one", one.getRef(), "bucket-two", two.getRef());
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void answersEachMessageOnceAllItsEventsAreDurable() throws Exception {
    var verdicts =
        handle(
            records("bucket-one:a/1", "bucket-two:b/1", "bucket-one:a/2"),
            records("bucket-two:b/2"),
            records("bucket-one:a/3"));
    var first = one.expectMessageClass(BucketSupervisor.Accept.class);
    var second = two.expectMessageClass(BucketSupervisor.Accept.class);
    assertThat(first.events()).extracting(ObjectEvent::key).containsExactly("a/1", "a/2", "a/3");
    assertThat(second.events()).extracting(ObjectEvent::key).containsExactly("b/1", "b/2");
    second.replyTo().tell(accepted("no journal", ""));
    assertThat(verdicts).isNotDone();
    first.replyTo().tell(accepted("", "", ""));
    assertThat(verdicts.get(3, TimeUnit.SECONDS))
        .containsExactly(Verdict.later("no journal"), Verdict.done(), Verdict.done());
  }

  @Test
  void rejectsWhatItCannotReadAndHandsOnTheRest() throws Exception {
    var verdicts = handle("{\"hello\":1}", records("bucket-one:a/1"), "{");
    one.expectMessageClass(BucketSupervisor.Accept.class).replyTo().tell(accepted(""));
    var all = verdicts.get(3, TimeUnit.SECONDS);
    assertThat(((Verdict.Rejected) all.get(0)).reason())
        .isEqualTo(
            "body = hello: it must be a notice with detail-type or Records. Send only notices of"
                + " S3 here; one that was sent by mistake can be deleted.");
    assertThat(all.get(1)).isEqualTo(Verdict.done());
    assertThat(all.get(2)).isInstanceOf(Verdict.Rejected.class);
  }

  @Test
  void rejectsAMessageThatSpeaksOfAnUnknownBucketOnly() throws Exception {
    var verdicts = handle(records("bucket-three:a/1", "bucket-three:b/1"));
    assertThat(verdicts.get(3, TimeUnit.SECONDS)).containsExactly(Verdict.rejected(NOT_WATCHED));
    one.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void dropsWhatIsReceivedOfAnUnknownBucketIfThatIsSet() throws Exception {
    dropping = true;
    var verdicts =
        handle(
            records("bucket-three:a/1", "bucket-three:b/1"),
            records("bucket-one:a/1", "bucket-three:x"),
            records("bucket-three:x", "bucket-one:"),
            "{");
    var accept = one.expectMessageClass(BucketSupervisor.Accept.class);
    assertThat(accept.events()).extracting(ObjectEvent::key).containsExactly("a/1");
    accept.replyTo().tell(accepted(""));
    var all = verdicts.get(3, TimeUnit.SECONDS);
    assertThat(all.subList(0, 2)).containsExactly(Verdict.done(), Verdict.done());
    assertThat(((Verdict.InPart) all.get(2)).rest())
        .singleElement()
        .satisfies(part -> assertThat(part.reason()).startsWith("Records[1].s3.object.key"));
    assertThat(all.get(3)).isInstanceOf(Verdict.Rejected.class);
    // Whoever hands a notice over is told that it does nothing.
    assertThat(
            intake
                .record(List.of(records("bucket-three:x")), List.of(Optional.empty()))
                .toCompletableFuture()
                .get(3, TimeUnit.SECONDS))
        .containsExactly(Verdict.rejected(NOT_WATCHED));
  }

  @Test
  void recordsWhatIsGoodOfAMessageAndLeavesTheRestOver() throws Exception {
    var good = IntStream.range(0, 98).mapToObj(i -> "bucket-one:a/" + i).toList();
    var keys = new ArrayList<String>(good);
    keys.add(10, "bucket-three:x");
    keys.add(50, "bucket-one:");
    var verdicts = handle(records(keys.toArray(String[]::new)));
    var accept = one.expectMessageClass(BucketSupervisor.Accept.class);
    assertThat(accept.events()).hasSize(98);
    accept.replyTo().tell(accepted(Collections.nCopies(98, "").toArray(String[]::new)));
    var rest = ((Verdict.InPart) verdicts.get(3, TimeUnit.SECONDS).get(0)).rest();
    assertThat(rest).hasSize(2);
    assertThat(rest.get(0).reason()).startsWith("Records[50].s3.object.key");
    assertThat(rest.get(0).body()).contains("\"key\":\"\"");
    assertThat(rest.get(1).reason()).isEqualTo(NOT_WATCHED);
    // Alone they are rejected, and nothing is recorded a second time.
    var again = handle(rest.get(0).body(), rest.get(1).body());
    assertThat(again.get(3, TimeUnit.SECONDS)).allMatch(Verdict.Rejected.class::isInstance);
  }

  @Test
  void anotherRoomTakesWhatHappensInItsBuckets() throws Exception {
    var verdicts = handle(records("manifests:a+b.json"), records("bucket-two:c.json"));
    // A bucket may be watched as well: then both have it.
    two.expectMessageClass(BucketSupervisor.Accept.class).replyTo().tell(accepted(""));
    assertThat(verdicts.get(3, TimeUnit.SECONDS)).containsExactly(Verdict.done(), Verdict.done());
    assertThat(taken).containsExactly("manifests:a b.json", "bucket-two:c.json");
  }

  @Test
  void whatAnotherRoomHasNotAcceptedStaysInTheQueue() throws Exception {
    var late = new CompletableFuture<Done>();
    answer.set(late);
    var verdicts = handle(records("manifests:a.json", "bucket-three:x"), records("bucket-one:b"));
    one.expectMessageClass(BucketSupervisor.Accept.class).replyTo().tell(accepted(""));
    assertThat(verdicts).isNotDone();
    late.completeExceptionally(new IllegalStateException("no journal"));
    var all = verdicts.get(3, TimeUnit.SECONDS);
    assertThat(((Verdict.Later) all.get(0)).reason())
        .startsWith("what manifests asks for is not accepted: ");
    assertThat(all.get(1)).isEqualTo(Verdict.done());
    // Likewise one that never answers, and one that throws.
    answer.set(new CompletableFuture<>());
    assertThat(handle(records("manifests:a.json")).get(3, TimeUnit.SECONDS).get(0))
        .isInstanceOf(Verdict.Later.class);
    answer.set(null);
    assertThat(handle(records("manifests:a.json")).get(3, TimeUnit.SECONDS).get(0))
        .isInstanceOf(Verdict.Later.class);
  }

  @Test
  void whatIsNotDurableKeepsTheWholeMessageInTheQueue() throws Exception {
    var verdicts = handle(records("bucket-one:a/1", "bucket-three:x"));
    var accept = one.expectMessageClass(BucketSupervisor.Accept.class);
    accept.replyTo().tell(accepted("no journal"));
    assertThat(verdicts.get(3, TimeUnit.SECONDS)).containsExactly(Verdict.later("no journal"));
  }

  @Test
  void testEventsAreDone() throws Exception {
    var verdicts = handle("{\"Event\":\"s3:TestEvent\",\"Bucket\":\"bucket-three\"}");
    assertThat(verdicts.get(3, TimeUnit.SECONDS)).containsExactly(Verdict.done());
  }

  @Test
  void withoutAnAnswerTheMessagesStayQueued() throws Exception {
    var verdicts = handle(records("bucket-one:a/1"), records("bucket-two:b/1"));
    two.expectMessageClass(BucketSupervisor.Accept.class).replyTo().tell(accepted(""));
    var all = verdicts.get(3, TimeUnit.SECONDS);
    assertThat(all.get(0)).isInstanceOf(Verdict.Later.class);
    assertThat(all.get(1)).isEqualTo(Verdict.done());
  }

  private CompletableFuture<List<Verdict>> handle(String... bodies) {
    var messages =
        IntStream.range(0, bodies.length)
            .mapToObj(i -> new QueueMessage("m" + i, bodies[i], 1, Instant.EPOCH, Optional.empty()))
            .toList();
    return intake.handle(messages).toCompletableFuture();
  }

  /** An empty text for an event that is durable. */
  private static BucketSupervisor.Accepted accepted(String... failures) {
    return new BucketSupervisor.Accepted(
        Stream.of(failures).map(why -> Optional.of(why).filter(w -> !w.isEmpty())).toList());
  }

  private static String records(String... bucketsAndKeys) {
    return Stream.of(bucketsAndKeys)
        .map(text -> text.split(":", 2))
        .map(
            parts ->
                """
                {"eventSource":"aws:s3","eventName":"ObjectCreated:Put",
                 "eventTime":"2026-11-20T10:00:00.000Z",
                 "s3":{"bucket":{"name":"%s"},
                   "object":{"key":"%s","size":1,"sequencer":"01"}}}
                """
                    .formatted(parts[0], parts[1]))
        .collect(Collectors.joining(",", "{\"Records\":[", "]}"));
  }
}
