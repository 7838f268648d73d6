package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.localaws.S3Writers.Answered;
import io.bindery.localaws.child.ClassArchive;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What the S3 answered is there again, whatever ended it; what it did not answer is whole or
 * absent. {@code -Dbindery.kills=200} and {@code -Dbindery.full-disks=50} make long runs.
 */
@Tag("chaos")
class S3DurabilityTest {
  private static final int KILLS = Integer.getInteger("bindery.kills", 10);
  private static final int FULL_DISKS = Integer.getInteger("bindery.full-disks", 5);

  @TempDir Path directory;

  /** The server that is killed. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws InterruptedException {
      LocalAws aws = LocalAws.start(new LocalAwsSettings(Path.of(args[0]), 0));
      System.out.println("READY " + aws.endpoint());
      Thread.currentThread().join();
    }
  }

  @Test
  void whatWasAnsweredSurvivesAKillUnderSixteenWriters() throws Exception {
    Answered answered = new Answered();
    Path data = directory.resolve("data");
    ClassArchive classes =
        ClassArchive.of(
            Files.createDirectory(directory.resolve("classes")),
            System.getProperty("java.class.path"),
            KILLS > 20 ? 2 : 0);
    for (int kill = 0; kill < KILLS; kill++) {
      try (ChildJvm child = ChildJvm.start(classes, Victim.class, data.toString())) {
        URI endpoint = URI.create(child.awaitReady().get(0));
        S3Writers.verify(endpoint, answered);
        int enough = answered.count() + 100 + 37 * (kill % 7);
        try (S3Writers writers = S3Writers.start(endpoint, 16, "kill-" + kill, answered)) {
          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .pollInterval(Duration.ofMillis(5))
              .until(() -> answered.count() > enough);
          child.kill();
          assertThat(writers).isNotNull();
        }
      }
      progress(kill + 1, KILLS, "kills", answered);
    }
    try (LocalAws aws = LocalAws.start(new LocalAwsSettings(data, 0))) {
      S3Writers.verifyAll(aws.endpoint(), answered);
      assertThat(data.resolve("objects/incoming")).isEmptyDirectory();
    }
    System.out.printf("%d kills, %d answered writes, none lost%n", KILLS, answered.count());
  }

  @Test
  void aFullDiskIsAnsweredAsBusyAndNothingAnsweredIsLost() throws Exception {
    Path disk = Files.createDirectories(directory.resolve("disk"));
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString());
    Assumptions.assumeTrue(mounted, "Only root can mount the small disk that this test fills.");
    try {
      Answered answered = new Answered();
      Path ballast = disk.resolve("ballast");
      int refused = 0;
      for (int round = 0; round < FULL_DISKS; round++) {
        Files.write(ballast, new byte[2 << 20]);
        try (LocalAws aws = LocalAws.start(new LocalAwsSettings(disk.resolve("data"), 0, 0))) {
          S3Writers.verify(aws.endpoint(), answered);
          refused += S3Writers.fill(aws.endpoint(), "full-" + round, answered);
          othersRefuseToo(aws);
          S3Writers.verify(aws.endpoint(), answered);
          if (round % 3 == 1) {
            // Who wants room deletes, on the full disk.
            S3Writers.empty(aws.endpoint(), answered);
          }
          if (round % 2 == 0) {
            // Space comes back while it runs.
            Files.delete(ballast);
            othersGoOn(aws, "while-" + round);
            S3Writers.put(aws.endpoint(), "again-" + round, "x", answered);
          }
        }
        Files.deleteIfExists(ballast);
        try (LocalAws aws = LocalAws.start(new LocalAwsSettings(disk.resolve("data"), 0, 0))) {
          S3Writers.verify(aws.endpoint(), answered);
          othersGoOn(aws, "after-" + round);
          S3Writers.empty(aws.endpoint(), answered);
        }
        progress(round + 1, FULL_DISKS, "full disks", answered);
      }
      assertThat(refused).isPositive();
      System.out.printf(
          "%d full disks, %d writes refused with 503, %d answered, none lost%n",
          FULL_DISKS, refused, answered.count());
    } finally {
      assertThat(run("umount", "--lazy", disk.toString())).isTrue();
    }
  }

  /** A long run says how far it is. */
  private static void progress(int done, int of, String what, Answered answered) {
    if (done % 10 == 0) {
      System.out.printf("%d of %d %s, %d answered writes%n", done, of, what, answered.count());
    }
  }

  /** Queues, topics and rules on the full disk: an error, never a crash. */
  private static void othersRefuseToo(LocalAws aws) {
    try (Clients clients = Clients.once(aws.endpoint())) {
      for (int i = 0; i < 3; i++) {
        String name = "full-" + i;
        try {
          clients.sns().createTopic(b -> b.name(name));
          clients.createQueue(name);
        } catch (AwsServiceException e) {
          assertThat(e.statusCode()).as(e.getMessage()).isGreaterThanOrEqualTo(500);
        }
      }
    }
  }

  private static void othersGoOn(LocalAws aws, String name) {
    try (Clients clients = Clients.of(aws.endpoint())) {
      clients.sns().createTopic(b -> b.name(name));
      String queue = clients.createQueue(name);
      clients.sqs().sendMessage(b -> b.queueUrl(queue).messageBody(name));
      assertThat(clients.drain(queue)).containsExactly(name);
      clients.sqs().deleteQueue(b -> b.queueUrl(queue));
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  @Test
  void whatALogNamesAndNoFileHoldsIsTakenOutAndTheStartGoesOn() throws IOException {
    Answered answered = new Answered();
    try (LocalAws aws = LocalAws.start(new LocalAwsSettings(directory, 0))) {
      S3Writers.verify(aws.endpoint(), answered);
      S3Writers.put(aws.endpoint(), "whole", "x", answered);
      S3Writers.put(aws.endpoint(), "lost", "y", new Answered());
    }
    Path bodies = directory.resolve("objects/bodies/0");
    Files.write(bodies.resolve("2"), new byte[0]);
    Files.writeString(bodies.resolve("fff"), "of no object");
    try (LocalAws aws = LocalAws.start(new LocalAwsSettings(directory, 0));
        Clients clients = Clients.of(aws.endpoint())) {
      S3Writers.verify(aws.endpoint(), answered);
      assertThat(clients.s3().listObjectsV2(b -> b.bucket(S3Writers.BUCKET)).contents())
          .extracting(o -> o.key())
          .containsExactly("whole");
    }
    try (Stream<Path> aside = Files.list(directory.resolve("objects/set-aside"))) {
      assertThat(aside.map(f -> f.getFileName().toString())).contains("fff");
    }
  }
}
