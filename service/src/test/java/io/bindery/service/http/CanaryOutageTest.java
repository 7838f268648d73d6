package io.bindery.service.http;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each place where the way of a canary can be broken in silence. */
@Tag("chaos")
class CanaryOutageTest {
  private static CanaryFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new CanaryFixture("5 s");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static void isFound(Runnable breakIt, Runnable mendIt, String step, String words) {
    fixture.awaitPassed(fixture.order());
    breakIt.run();
    try {
      fixture.order();
      fixture.awaitStuck(step, words);
    } finally {
      mendIt.run();
    }
    // The one that is late is given up for it.
    fixture.awaitPassed(fixture.order());
  }

  @Test
  void aRuleThatIsStopped() {
    var events = fixture.parts.aws.eventBridge();
    isFound(
        () -> events.disableRule(r -> r.name("object-created")).join(),
        () -> events.enableRule(r -> r.name("object-created")).join(),
        "notice",
        "uploaded and never noticed");
  }

  @Test
  void aRuleToThePackagerThatIsStopped() {
    var events = fixture.parts.aws.eventBridge();
    isFound(
        () -> events.disableRule(r -> r.eventBusName("bindery").name("batch-to-package")).join(),
        () -> events.enableRule(r -> r.eventBusName("bindery").name("batch-to-package")).join(),
        "job",
        "announced and never packaged");
  }

  @Test
  void aQueueOfThePackagerThatIsGone() {
    var parts = fixture.parts;
    var url = parts.queue("packager");
    isFound(
        () -> parts.aws.sqs().deleteQueue(r -> r.queueUrl(url)).join(),
        () -> parts.queue("packager"),
        "job",
        "announced and never packaged");
  }

  @Test
  void aBusThatTakesNoAnnouncement() {
    var faults = fixture.parts.local.faults();
    isFound(
        () -> faults.refuse("PutEvents", 500, "InternalFailure"),
        faults::clear,
        "announcement",
        "its batch is closed, but not announced");
  }

  @Test
  void anUploadThatIsRefused() {
    var faults = fixture.parts.local.faults();
    isFound(
        () -> faults.refuse("PutObject", 403, "AccessDenied"),
        faults::clear,
        "upload",
        "not uploaded");
  }

  @Test
  void aRevisionThatNobodyCanRead() {
    var latest = ".quilt/named_packages/bindery/canary/latest";
    var over = new AtomicBoolean();
    var thief =
        new Thread(
            () -> {
              while (!over.get()) {
                fixture.parts.remove("lab", latest);
              }
            });
    isFound(
        thief::start,
        () -> over.set(true),
        "registry",
        "packaged, but not readable in its registry");
  }
}
