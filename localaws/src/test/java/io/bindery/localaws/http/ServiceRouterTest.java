package io.bindery.localaws.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceRouterTest {
  @ParameterizedTest
  @CsvSource({
    "AWSEvents.PutEvents, '', '', EVENTS",
    "AmazonSQS.SendMessage, '', '', SQS",
    "AmazonSQS.SendMessage, s3, '', SQS",
    "Kinesis_20131202.PutRecord, kinesis, '', UNKNOWN",
    "'', s3, '', S3",
    "'', sns, Publish, SNS",
    "'', sqs, SendMessage, SQS",
    "'', events, '', EVENTS",
    "'', dynamodb, '', UNKNOWN",
    "'', '', Publish, SNS",
    "'', '', ConfirmSubscription, SNS",
    "'', '', ReceiveMessage, SQS",
    "'', '', '', S3"
  })
  void requestsGoWhereTheyBelong(
      String target, String scope, String action, ServiceRouter.Service service) {
    String authorization =
        scope.isEmpty()
            ? ""
            : "AWS4-HMAC-SHA256 Credential=AKID/20260102/us-east-1/"
                + scope
                + "/aws4_request, SignedHeaders=host, Signature=0";
    assertThat(ServiceRouter.route(target, authorization, action)).isEqualTo(service);
  }
}
