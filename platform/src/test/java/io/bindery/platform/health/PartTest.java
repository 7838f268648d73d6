package io.bindery.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is known of a dependency after looks at it and uses of it. */
class PartTest {
  private static final Dependency QUEUE =
      Dependency.required(
          "router.queue", Kind.QUEUE, "bindery.router.queue.url", "https://sqs/1/a", "eu-west-1");

  private final AtomicLong nanos = new AtomicLong();
  private final Part part = new Part(QUEUE, nanos::get);

  @Test
  void whatWasNotLookedAtIsNotUsable() {
    assertThat(part.isUsable()).isFalse();
    assertThat(part.view().state()).isEqualTo("waiting");
    assertThat(part.view().goodSecondsAgo()).isEmpty();
  }

  @Test
  void itsAgeIsThatOfTheLastGoodUse() {
    part.good();
    nanos.addAndGet(Duration.ofSeconds(90).toNanos());
    part.failed(Finding.waiting("Connection refused."));
    assertThat(part.view().goodSecondsAgo()).contains(90L);
    assertThat(part.view().error()).contains("Connection refused.");
    part.good();
    assertThat(part.view().goodSecondsAgo()).contains(0L);
    assertThat(part.view().error()).isEmpty();
    assertThat(part.view().failedAt()).isPresent();
  }

  @Test
  void whatGotNoAnswerIsCounted() {
    assertThat(part.view().unanswered()).isZero();
    part.unanswered();
    part.good();
    part.unanswered();
    assertThat(part.view().unanswered()).isEqualTo(2);
  }

  @Test
  void aStateBeganWhenItChanged() {
    part.failed(Finding.missing("There is no such queue.", "Create it."));
    var since = part.view().since();
    part.failed(Finding.missing("There is still none.", "Create it."));
    assertThat(part.view().since()).isEqualTo(since);
    assertThat(part.view().error()).contains("There is still none.");
    assertThat(part.view().wayOut()).contains("Create it.");
  }

  @Test
  void whoMayNotLookKnowsLessThanWhoUsesIt() {
    part.found(Finding.unknown("AccessDenied", "Allow sqs:GetQueueAttributes."));
    assertThat(part.isUsable()).isTrue();
    part.good();
    part.found(Finding.unknown("AccessDenied", "Allow sqs:GetQueueAttributes."));
    assertThat(part.view().state()).isEqualTo("up");
  }

  @Test
  void aUseThatFailsOutweighsALook() {
    part.found(Finding.up());
    part.failed(Finding.denied("AccessDenied", "Allow events:PutEvents."));
    part.found(Finding.up());
    assertThat(part.view().state()).isEqualTo("denied");
    part.tried();
    assertThat(part.view().state()).isEqualTo("up");
  }

  @Test
  void aUseThatProvesNothingDoesNotMakeItThere() {
    part.found(Finding.missing("There is no such bus.", "Create it."));
    part.tried();
    assertThat(part.isUsable()).isFalse();
    part.good();
    assertThat(part.isUsable()).isTrue();
  }

  @Test
  void warningsAreThoseOfTheLastLook() {
    part.found(Finding.up().warning("It has no redrive policy."));
    part.good();
    assertThat(part.view().warnings()).containsExactly("It has no redrive policy.");
    part.found(Finding.up());
    assertThat(part.view().warnings()).isEmpty();
  }

  @Test
  void itIsDescribedByAllThatIsNeededToFindTheMistake() {
    assertThat(QUEUE.described())
        .isEqualTo("queue bindery.router.queue.url = https://sqs/1/a in region eu-west-1");
    assertThat(
            new Dependency(
                    "database", Kind.DATABASE, "bindery.database", "u@h/d", Optional.empty(), true)
                .described())
        .isEqualTo("database bindery.database = u@h/d");
  }
}
