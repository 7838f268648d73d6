package io.bindery.localaws.sns;

import io.bindery.localaws.sns.Topics.Subscription;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends to HTTP subscribers behind the publisher's back; tries a few times, then gives up. */
final class HttpDelivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpDelivery.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final long[] RETRY_MILLIS = {200, 1_000, 3_000};

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "localaws-sns");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client =
      HttpClient.newBuilder().executor(threads).connectTimeout(TIMEOUT).build();

  /** Refuses all but loopback: nothing leaves the machine. */
  static void requireLoopback(String endpoint) {
    URI uri;
    try {
      uri = URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      throw Form.invalid("Endpoint '" + endpoint + "' is not a URL");
    }
    try {
      if (uri.getHost() != null && InetAddress.getByName(uri.getHost()).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      // refused below
    }
    throw Form.invalid(
        "Endpoint '"
            + endpoint
            + "' is not on this machine: the local SNS sends to loopback addresses only, such as"
            + " http://127.0.0.1:8080/");
  }

  /**
   * @param type Notification or SubscriptionConfirmation
   */
  void send(Subscription to, String type, String messageId, boolean raw, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(to.endpoint()))
            .timeout(TIMEOUT)
            .header("Content-Type", "text/plain; charset=UTF-8")
            .header("User-Agent", "Amazon Simple Notification Service Agent")
            .header("x-amz-sns-message-type", type)
            .header("x-amz-sns-message-id", messageId)
            .header("x-amz-sns-topic-arn", to.topicArn())
            .POST(BodyPublishers.ofString(body));
    if (type.equals("Notification")) {
      request.header("x-amz-sns-subscription-arn", to.arn());
    }
    if (raw) {
      request.header("x-amz-sns-rawdelivery", "true");
    }
    attempt(request.build(), 0);
  }

  private void attempt(HttpRequest request, int attempt) {
    CompletableFuture<?> unused =
        client
            .sendAsync(request, BodyHandlers.discarding())
            .whenComplete(
                (response, failure) -> {
                  if (failure == null && response.statusCode() / 100 == 2) {
                    return;
                  }
                  String reason =
                      failure == null ? "status " + response.statusCode() : failure.toString();
                  if (attempt == RETRY_MILLIS.length) {
                    LOG.warn("{} does not take messages ({})", request.uri(), reason);
                  } else {
                    Executor later =
                        CompletableFuture.delayedExecutor(
                            RETRY_MILLIS[attempt], TimeUnit.MILLISECONDS, threads);
                    later.execute(() -> attempt(request, attempt + 1));
                  }
                });
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
