package io.bindery.localaws.sqs;

import io.bindery.localaws.Faults;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsRequest;
import io.bindery.localaws.http.Exchange;
import io.bindery.localaws.http.JsonErrors;
import io.bindery.localaws.http.StreamingService;
import io.bindery.localaws.http.Upstream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.HttpClient;

/** SQS as clients and as the other local services see it. */
public final class SqsService implements StreamingService, AutoCloseable {
  private static final int MAX_BODY = 4 << 20;
  private static final String TARGET = "X-Amz-Target";

  /** Confirmed by ElasticMQ only when kept; all others are followed by a flush. */
  private static final Set<String> KEPT_BEFORE_ANSWER =
      Set.of(
          "SendMessage",
          "SendMessageBatch",
          "ReceiveMessage",
          "DeleteMessage",
          "DeleteMessageBatch",
          "ChangeMessageVisibility",
          "ChangeMessageVisibilityBatch",
          "GetQueueAttributes",
          "GetQueueUrl",
          "ListQueues",
          "ListQueueTags",
          "ListDeadLetterSourceQueues");

  private final ElasticMq mq;
  private final Upstream upstream;
  private final Faults faults;

  private SqsService(ElasticMq mq, Upstream upstream, Faults faults) {
    this.mq = mq;
    this.upstream = upstream;
    this.faults = faults;
  }

  /**
   * Starts with what {@code file} holds.
   *
   * @param publicPort the endpoint's port, which stands in queue URLs
   */
  public static SqsService start(
      Path file, int publicPort, String region, String account, HttpClient client, Faults faults) {
    ElasticMq mq = ElasticMq.start(file, publicPort, region, account);
    return new SqsService(
        mq, Upstream.of(client, URI.create("http://127.0.0.1:" + mq.port())), faults);
  }

  @Override
  public void handle(Exchange exchange, Executor workers) {
    String target = exchange.header(TARGET);
    String action = target.substring(target.indexOf('.') + 1);
    if (action.equals("SendMessageBatch") && faults.hasSendFault()) {
      workers.execute(() -> new FaultySend(upstream, faults).carry(exchange));
      return;
    }
    if (KEPT_BEFORE_ANSWER.contains(action)) {
      upstream.stream(exchange);
      return;
    }
    workers.execute(() -> change(exchange, action));
  }

  private void change(Exchange exchange, String target) {
    try {
      byte[] body = exchange.readBody(MAX_BODY);
      AwsRequest request = new AwsRequest(target, exchange.rawQuery(), body);
      String action = target.isEmpty() ? request.form().getOrDefault("Action", "") : target;
      Upstream.Answer answer = upstream.forward(exchange, body);
      if (answer.ok() && !KEPT_BEFORE_ANSWER.contains(action)) {
        mq.flush();
        if (action.equals("PurgeQueue")) {
          String url =
              target.isEmpty()
                  ? request.form().getOrDefault("QueueUrl", exchange.rawPath())
                  : request.json().path("QueueUrl").asText();
          mq.purged(url.substring(url.lastIndexOf('/') + 1));
        }
      }
      exchange.answer(answer);
    } catch (AwsError e) {
      exchange.answer(JsonErrors.body(e.status(), e.code(), e.getMessage()));
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }

  /** An attribute of a message; {@code type} is String, Number or Binary, the last in base64. */
  public record Attribute(String type, String value) {}

  /**
   * What the other services send.
   *
   * @param groupId "" unless the queue is FIFO
   * @param traceHeader of X-Ray, the attribute {@code AWSTraceHeader}; "" if there is none
   */
  public record Message(
      String body, Map<String, Attribute> attributes, String groupId, String traceHeader) {
    public Message(String body) {
      this(body, Map.of(), "", "");
    }
  }

  /**
   * Puts a message into the queue; it is kept when this returns.
   *
   * @throws AwsError if the queue is not there
   */
  public void send(String queueArn, Message message) {
    if (!queueArn.startsWith("arn:aws:sqs:") || !mq.send(queueName(queueArn), message)) {
      throw new AwsError(
          400, "QueueDoesNotExist", "The specified queue does not exist: " + queueArn);
    }
  }

  private static String queueName(String queueArn) {
    return queueArn.substring(queueArn.lastIndexOf(':') + 1);
  }

  @Override
  public void close() {
    mq.close();
  }
}
