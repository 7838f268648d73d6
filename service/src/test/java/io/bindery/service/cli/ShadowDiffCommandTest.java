package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.localaws.LocalAws;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class ShadowDiffCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String T = "2026-11-20T10:00:0";

  @TempDir Path directory;

  private record Outcome(int exitCode, String out, String err) {}

  @Test
  void theSameAnnouncementsAreTheSame() throws IOException {
    var ours =
        file(
            "ours",
            event("1", T + "0Z", "lab", "run/1/", ",\"batch_id\":\"b1\",\"files\":3"),
            // Delivered twice.
            event("2", T + "1Z", "lab", "run/1/", ",\"batch_id\":\"b1\",\"files\":3"),
            event("3", T + "5Z", "lab", "", ",\"batch_id\":\"b2\""));
    var theirs =
        file(
            "theirs",
            event("9", T + "3Z", "lab", "run/1/", ""),
            event("8", T + "5Z", "lab", "", ""));
    var outcome = run("--ours", ours, "--theirs", theirs);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines())
        .containsExactly(
            "bucket  prefix  ours                  theirs                difference",
            "lab     run/1/  2026-11-20T10:00:00Z  2026-11-20T10:00:03Z  3 s earlier",
            "lab     (root)  2026-11-20T10:00:05Z  2026-11-20T10:00:05Z  at the same time",
            "",
            "2 both, 0 only ours, 0 only theirs (window 600 s)",
            "ours are at the same time, in the median");
  }

  @Test
  void whatDiffersIsTold() throws IOException {
    var ours =
        file(
            "ours",
            event("1", T + "0Z", "lab", "both/", ""),
            event("2", T + "1Z", "lab", "ours/", ""),
            event("3", T + "2Z", "lab", "twice/", ""),
            event("4", T + "9Z", "lab", "twice/", ""),
            event("5", T + "0Z", "lab", "far/", ""),
            "{\"id\":\"7\",\"time\":\"2026-11-20T10:00:00Z\",\"detail\":{\"bucket\":\"lab\"}}");
    var theirs =
        file(
            "theirs",
            event("1", T + "3Z", "lab", "both/", ""),
            event("2", T + "1Z", "other", "ours/", ""),
            event("3", T + "7Z", "lab", "twice/", ""),
            event("5", T + "8Z", "lab", "far/", ""));
    var json = directory.resolve("diff.json");
    var outcome =
        run("--ours", ours, "--theirs", theirs, "--window", "5s", "--json", json.toString());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .isEqualTo("bindery: The announcements differ: 3 only ours, 2 only theirs.%n".formatted());
    assertThat(outcome.out())
        .contains(
            "other   ours/   -                     2026-11-20T10:00:01Z  only theirs",
            "lab     ours/   2026-11-20T10:00:01Z  -                     only ours",
            "2 both, 3 only ours, 2 only theirs (window 5 s)",
            "left out: 1 events of ours and 0 of theirs that announce no batch");
    var tree = MAPPER.readTree(json.toFile());
    assertThat(tree.get("same").booleanValue()).isFalse();
    assertThat(tree.at("/ours/announcements").intValue()).isEqualTo(5);
    assertThat(tree.get("both")).hasSize(2);
    assertThat(tree.at("/both/0/ours_later_seconds").intValue()).isEqualTo(-3);
    assertThat(tree.get("only_ours").findValuesAsText("prefix"))
        .containsExactlyInAnyOrder("far/", "ours/", "twice/");
    assertThat(tree.get("only_theirs").findValuesAsText("prefix"))
        .containsExactlyInAnyOrder("ours/", "far/");
  }

  @Test
  void wrongInputIsToldInOneSentence() throws IOException {
    var good = file("good", event("1", T + "0Z", "lab", "a/", ""));
    assertThat(run("--ours", good, "--theirs", good).exitCode()).isEqualTo(ExitCode.USAGE);
    var missing = run("--ours", good, "--theirs", directory.resolve("no").toString());
    assertThat(missing.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    var bad = run("--ours", good, "--theirs", file("bad", "", "no JSON"));
    assertThat(bad.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(bad.err()).startsWith("bindery: Line 2 of ").contains("no JSON: it must be JSON.");
    var noEvent = run("--ours", good, "--theirs", file("noEvent", "{\"a\":1}"));
    assertThat(noEvent.err()).contains("Line 1 of ", "it must be an event as EventBridge");
    var window = run("--ours", good, "--theirs", "x", "--window", "soon");
    assertThat(window.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(window.err()).contains("--window soon is not a duration");
  }

  @Test
  void comparesTwoQueuesAndLeavesThemAsTheyWere() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    try (var local = LocalAws.startTemporary();
        var aws = new AwsClients(new AwsSettings(local.region(), Optional.of(local.endpoint())))) {
      var ours = busWithQueue(aws, "ours");
      var theirs = topicWithQueue(aws, "theirs");
      put(aws, "ours", "run/1/", T + "0Z");
      put(aws, "ours", "run/2/", T + "0Z");
      publish(aws, event("9", T + "2Z", "lab", "run/1/", ""));
      var config = "bindery.aws.endpoint = \"%s\"".formatted(local.endpoint());
      await().until(() -> visible(aws, ours) == 2 && visible(aws, theirs) == 1);
      for (int time = 0; time < 2; time++) {
        var outcome = run("--ours", ours, "--theirs", theirs, "--config", file("aws.conf", config));
        assertThat(outcome.err()).contains("1 only ours, 0 only theirs");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.out()).contains("1 both, 1 only ours", "2 s earlier");
        assertThat(visible(aws, ours)).isEqualTo(2);
        assertThat(visible(aws, theirs)).isEqualTo(1);
      }
      var missing =
          run("--ours", ours, "--theirs", ours + "x", "--config", file("aws.conf", config));
      assertThat(missing.err()).contains("bindery: Queue " + ours + "x cannot be read: ");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String busWithQueue(AwsClients aws, String name) {
    aws.eventBridge().createEventBus(r -> r.name(name)).join();
    aws.eventBridge()
        .putRule(r -> r.eventBusName(name).name("all").eventPattern("{\"source\":[\"edp\"]}"))
        .join();
    var url = aws.sqs().createQueue(r -> r.queueName(name)).join().queueUrl();
    var target = Target.builder().id("queue").arn(arn(aws, url)).build();
    aws.eventBridge().putTargets(r -> r.eventBusName(name).rule("all").targets(target)).join();
    return url;
  }

  /** As users of Event-Driven Packaging listen to it: by a topic. */
  private static String topicWithQueue(AwsClients aws, String name) {
    var topic = aws.sns().createTopic(r -> r.name(name)).join().topicArn();
    var url = aws.sqs().createQueue(r -> r.queueName(name)).join().queueUrl();
    aws.sns().subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(arn(aws, url))).join();
    return url;
  }

  private static void put(AwsClients aws, String bus, String prefix, String time) {
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(bus)
            .source("edp")
            .detailType("package-objects-ready")
            .detail("{\"version\":\"0.1\",\"bucket\":\"lab\",\"prefix\":\"%s\"}".formatted(prefix))
            .time(Instant.parse(time))
            .build();
    var reply = aws.eventBridge().putEvents(r -> r.entries(List.of(entry))).join();
    assertThat(reply.failedEntryCount()).isZero();
  }

  private static void publish(AwsClients aws, String event) {
    var topic = aws.sns().createTopic(r -> r.name("theirs")).join().topicArn();
    aws.sns().publish(r -> r.topicArn(topic).message(event)).join();
  }

  private static int visible(AwsClients aws, String url) {
    return Integer.parseInt(
        attributes(aws, url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
            .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
  }

  private static String arn(AwsClients aws, String url) {
    return attributes(aws, url, QueueAttributeName.QUEUE_ARN).get(QueueAttributeName.QUEUE_ARN);
  }

  private static Map<QueueAttributeName, String> attributes(
      AwsClients aws, String url, QueueAttributeName name) {
    return aws.sqs()
        .getQueueAttributes(r -> r.queueUrl(url).attributeNames(name))
        .join()
        .attributes();
  }

  private static String event(
      String id, String time, String bucket, String prefix, String moreDetail) {
    return ("{\"version\":\"0\",\"id\":\"%s\",\"detail-type\":\"package-objects-ready\","
            + "\"source\":\"edp\",\"time\":\"%s\",\"resources\":[],\"detail\":"
            + "{\"version\":\"0.1\",\"bucket\":\"%s\",\"prefix\":\"%s\"%s}}")
        .formatted(id, time, bucket, prefix, moreDetail);
  }

  private String file(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines)).toString();
  }

  private static Outcome run(String... arguments) {
    var all = new String[arguments.length + 1];
    all[0] = "shadow-diff";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
