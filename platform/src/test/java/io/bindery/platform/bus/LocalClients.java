package io.bindery.platform.bus;

import io.bindery.localaws.LocalAws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The local AWS and its clients. */
final class LocalClients implements AutoCloseable {
  final LocalAws aws = LocalAws.startTemporary();
  final EventBridgeAsyncClient events = at(EventBridgeAsyncClient.builder()).build();
  final SnsAsyncClient sns = at(SnsAsyncClient.builder()).build();
  final SqsAsyncClient sqs = at(SqsAsyncClient.builder()).build();

  private <B extends AwsClientBuilder<B, ?>> B at(B builder) {
    return builder
        .endpointOverride(aws.endpoint())
        .region(Region.of(aws.region()))
        .credentialsProvider(credentials());
  }

  AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
  }

  String queue(String name) {
    return sqs.createQueue(r -> r.queueName(name)).join().queueUrl();
  }

  String arn(String queueUrl) {
    return sqs.getQueueAttributes(
            r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
        .join()
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }

  /** A queue that gets every event of a source on the default bus. */
  String queueOf(String source) {
    var url = queue(source.replace('.', '-'));
    events
        .putRule(r -> r.name(source).eventPattern("{\"source\":[\"%s\"]}".formatted(source)))
        .join();
    var target = Target.builder().id("queue").arn(arn(url)).build();
    events.putTargets(r -> r.rule(source).targets(target)).join();
    return url;
  }

  /** The bodies of what comes until so many are there. */
  List<String> receive(String url, int messages) {
    var bodies = new ArrayList<String>();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (bodies.size() < messages && System.nanoTime() < end) {
      var some =
          sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
              .join()
              .messages();
      some.forEach(m -> bodies.add(m.body()));
    }
    return bodies;
  }

  @Override
  public void close() {
    events.close();
    sns.close();
    sqs.close();
    aws.close();
  }
}
