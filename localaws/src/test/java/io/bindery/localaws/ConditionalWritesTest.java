package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

@ExtendWith(SharedAws.class)
class ConditionalWritesTest {
  private static final int WRITERS = 16;
  private static final int ROUNDS = 50;

  private final Clients clients;
  private final String bucket = "b-" + UUID.randomUUID();

  ConditionalWritesTest(Clients clients) {
    this.clients = clients;
    clients.createBucket(bucket, true);
  }

  @Test
  void ofManyWritersWhoWantToBeFirstExactlyOneIs() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        String key = "round-" + round;
        List<Future<String>> outcomes = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
          String text = "writer " + writer;
          outcomes.add(
              threads.submit(
                  () -> {
                    start.await(30, TimeUnit.SECONDS);
                    return putIfAbsent(key, text) ? text : "";
                  }));
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> outcome : outcomes) {
          if (!outcome.get(60, TimeUnit.SECONDS).isEmpty()) {
            winners.add(outcome.get());
          }
        }
        assertThat(winners).as("winners of %s", key).hasSize(1);
        assertThat(clients.s3().getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String())
            .isEqualTo(winners.get(0));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anEtagThatIsNoLongerTrueIsRefused() {
    String first =
        clients
            .s3()
            .putObject(b -> b.bucket(bucket).key("pointer"), RequestBody.fromString("1"))
            .eTag();
    clients
        .s3()
        .putObject(
            b -> b.bucket(bucket).key("pointer").ifMatch(first), RequestBody.fromString("2"));
    assertThatThrownBy(
            () ->
                clients
                    .s3()
                    .putObject(
                        b -> b.bucket(bucket).key("pointer").ifMatch(first),
                        RequestBody.fromString("3")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
  }

  private boolean putIfAbsent(String key, String text) {
    try {
      clients
          .s3()
          .putObject(b -> b.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString(text));
      return true;
    } catch (S3Exception e) {
      assertThat(e.statusCode()).isIn(409, 412);
      return false;
    }
  }
}
