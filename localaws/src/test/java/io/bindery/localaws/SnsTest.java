package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

@ExtendWith(SharedAws.class)
class SnsTest {
  private final Clients clients;
  private final String name = "t-" + UUID.randomUUID();
  private final String topic;

  SnsTest(Clients clients) {
    this.clients = clients;
    this.topic = clients.sns().createTopic(b -> b.name(name)).topicArn();
  }

  @Test
  void topicsAreMadeListedAndDeleted() {
    assertThat(topic).isEqualTo("arn:aws:sns:us-east-1:000000000000:" + name);
    assertThat(clients.sns().createTopic(b -> b.name(name)).topicArn()).isEqualTo(topic);
    assertThat(clients.sns().listTopics().topics()).anyMatch(t -> t.topicArn().equals(topic));
    clients
        .sns()
        .setTopicAttributes(
            b -> b.topicArn(topic).attributeName("DisplayName").attributeValue("é & <x>"));
    assertThat(clients.sns().getTopicAttributes(b -> b.topicArn(topic)).attributes())
        .containsEntry("DisplayName", "é & <x>")
        .containsEntry("TopicArn", topic);
    clients.sns().deleteTopic(b -> b.topicArn(topic));
    assertThatThrownBy(() -> clients.sns().getTopicAttributes(b -> b.topicArn(topic)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aQueueGetsTheEnvelope() {
    String queue = clients.createQueue(name);
    String subscription = subscribeQueue(queue, Map.of());
    assertThat(subscription).startsWith(topic + ":");
    String id =
        clients
            .sns()
            .publish(
                b ->
                    b.topicArn(topic)
                        .subject("Ready")
                        .message("{\"a\":\"é\"}")
                        .messageAttributes(
                            Map.of(
                                "kind",
                                MessageAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue("x")
                                    .build())))
            .messageId();
    String body = clients.drain(queue).get(0);
    assertThat(body).startsWith("{\n  \"Type\" : \"Notification\",\n  \"MessageId\" : \"");
    JsonNode envelope = Clients.json(body);
    assertThat(envelope.get("MessageId").asText()).isEqualTo(id);
    assertThat(envelope.get("TopicArn").asText()).isEqualTo(topic);
    assertThat(envelope.get("Subject").asText()).isEqualTo("Ready");
    assertThat(envelope.get("Message").asText()).isEqualTo("{\"a\":\"é\"}");
    assertThat(envelope.get("Timestamp").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(envelope.get("SignatureVersion").asText()).isEqualTo("1");
    assertThat(envelope.has("Signature")).isTrue();
    assertThat(envelope.has("SigningCertURL")).isTrue();
    assertThat(envelope.get("UnsubscribeURL").asText()).contains("Action=Unsubscribe");
    assertThat(envelope.at("/MessageAttributes/kind/Type").asText()).isEqualTo("String");
    assertThat(envelope.at("/MessageAttributes/kind/Value").asText()).isEqualTo("x");
  }

  @Test
  void aRawSubscriptionGetsTheMessageAlone() {
    String queue = clients.createQueue(name);
    String subscription = subscribeQueue(queue, Map.of("RawMessageDelivery", "true"));
    clients
        .sns()
        .publish(
            b ->
                b.topicArn(topic)
                    .message("bare")
                    .messageAttributes(
                        Map.of(
                            "n",
                            MessageAttributeValue.builder()
                                .dataType("Number")
                                .stringValue("7")
                                .build())));
    Message message =
        clients
            .sqs()
            .receiveMessage(b -> b.queueUrl(queue).messageAttributeNames("All"))
            .messages()
            .get(0);
    assertThat(message.body()).isEqualTo("bare");
    assertThat(message.messageAttributes().get("n").stringValue()).isEqualTo("7");
    assertThat(
            clients
                .sns()
                .getSubscriptionAttributes(b -> b.subscriptionArn(subscription))
                .attributes())
        .containsEntry("RawMessageDelivery", "true");
    clients
        .sns()
        .setSubscriptionAttributes(
            b ->
                b.subscriptionArn(subscription)
                    .attributeName("RawMessageDelivery")
                    .attributeValue("false"));
    clients.sns().publish(b -> b.topicArn(topic).message("wrapped"));
    assertThat(clients.drain(queue).get(0)).contains("\"Message\" : \"wrapped\"");
    clients.sns().unsubscribe(b -> b.subscriptionArn(subscription));
    clients.sns().publish(b -> b.topicArn(topic).message("unheard"));
    assertThat(clients.drain(queue)).isEmpty();
  }

  @Test
  void aBatchSucceedsAndFailsEntryByEntry() {
    String queue = clients.createQueue(name);
    subscribeQueue(queue, Map.of("RawMessageDelivery", "true"));
    var response =
        clients
            .sns()
            .publishBatch(
                b ->
                    b.topicArn(topic)
                        .publishBatchRequestEntries(
                            PublishBatchRequestEntry.builder().id("a").message("one").build(),
                            PublishBatchRequestEntry.builder()
                                .id("b")
                                .message("two")
                                .subject("x".repeat(101))
                                .build()));
    assertThat(response.successful()).extracting(e -> e.id()).containsExactly("a");
    assertThat(response.failed()).extracting(e -> e.id()).containsExactly("b");
    assertThat(clients.drain(queue)).containsExactly("one");
  }

  @Test
  void anHttpEndpointConfirmsAndThenGetsNotificationsAlsoAfterFailures() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    AtomicInteger refusals = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          String type = exchange.getRequestHeaders().getFirst("x-amz-sns-message-type");
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean refuse = type.equals("Notification") && refusals.getAndDecrement() > 0;
          exchange.sendResponseHeaders(refuse ? 500 : 200, -1);
          exchange.close();
          if (!refuse) {
            received.add(type + " " + body);
          }
        });
    server.start();
    try {
      String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
      assertThat(
              clients
                  .sns()
                  .subscribe(b -> b.topicArn(topic).protocol("http").endpoint(endpoint))
                  .subscriptionArn())
          .isEqualTo("pending confirmation");
      String confirmation = received.poll(10, TimeUnit.SECONDS);
      assertThat(confirmation).startsWith("SubscriptionConfirmation ");
      JsonNode message = Clients.json(confirmation.substring("SubscriptionConfirmation ".length()));
      assertThat(clients.sns().listSubscriptionsByTopic(b -> b.topicArn(topic)).subscriptions())
          .extracting(s -> s.subscriptionArn())
          .containsExactly("PendingConfirmation");
      HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(message.get("SubscribeURL").asText())).build(),
              BodyHandlers.ofString());
      refusals.set(2);
      clients.sns().publish(b -> b.topicArn(topic).message("hello"));
      String notification = received.poll(20, TimeUnit.SECONDS);
      assertThat(notification).startsWith("Notification ");
      assertThat(
              Clients.json(notification.substring("Notification ".length()))
                  .get("Message")
                  .asText())
          .isEqualTo("hello");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anEndpointBeyondThisMachineIsRefused() {
    assertThatThrownBy(
            () ->
                clients
                    .sns()
                    .subscribe(
                        b -> b.topicArn(topic).protocol("http").endpoint("http://192.0.2.1/x")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("loopback");
  }

  @Test
  void whatIsNotThereIsRefusedByName() {
    assertThatThrownBy(
            () ->
                subscribeQueue(
                    clients.createQueue(name), Map.of("FilterPolicy", "{\"a\":[\"b\"]}")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("FilterPolicy");
    assertThatThrownBy(() -> clients.sns().listPlatformApplications())
        .hasMessageContaining("ListPlatformApplications");
    assertThatThrownBy(() -> clients.sns().publish(b -> b.topicArn(topic + "x").message("m")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aMessageCanHoldATextForEachProtocol() {
    String queue = clients.createQueue(name);
    subscribeQueue(queue, Map.of("RawMessageDelivery", "true"));
    clients
        .sns()
        .publish(
            b ->
                b.topicArn(topic)
                    .messageStructure("json")
                    .message("{\"default\":\"d\",\"sqs\":\"for queues\"}"));
    assertThat(clients.drain(queue)).isEqualTo(List.of("for queues"));
  }

  private String subscribeQueue(String queueUrl, Map<String, String> attributes) {
    return clients
        .sns()
        .subscribe(
            b ->
                b.topicArn(topic)
                    .protocol("sqs")
                    .endpoint(clients.arnOf(queueUrl))
                    .attributes(attributes))
        .subscriptionArn();
  }
}
