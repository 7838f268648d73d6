package io.bindery.localaws.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceRouterTest {
  @ParameterizedTest
  @CsvSource({
    "AWSEvents.PutEvents, '', '', /, EVENTS",
    "AmazonSQS.SendMessage, '', '', /, SQS",
    "AmazonSQS.SendMessage, s3, '', /, SQS",
    "Kinesis_20131202.PutRecord, kinesis, '', /, UNKNOWN",
    "'', s3, '', /, S3",
    "'', sns, Publish, /, SNS",
    "'', sqs, SendMessage, /, SQS",
    "'', events, '', /, EVENTS",
    "'', dynamodb, '', /, UNKNOWN",
    "'', '', Publish, /, SNS",
    "'', '', ConfirmSubscription, /, SNS",
    "'', '', ReceiveMessage, /, SQS",
    "'', '', '', /, S3",
    "'', dataexchange, '', /tags/arn, DATA_EXCHANGE",
    "'', aws-marketplace, '', /DescribeEntity, MARKETPLACE_CATALOG",
    "'', '', '', /v1/data-sets, DATA_EXCHANGE",
    "'', '', '', /StartChangeSet, MARKETPLACE_CATALOG",
    "'', s3, '', /v1/x, S3",
    "'', '', '', /tags/x, S3",
    "'', '', '', /v12/x, S3"
  })
  void requestsGoWhereTheyBelong(
      String target, String scope, String action, String path, ServiceRouter.Service service) {
    String authorization =
        scope.isEmpty()
            ? ""
            : "AWS4-HMAC-SHA256 Credential=AKID/20260102/us-east-1/"
                + scope
                + "/aws4_request, SignedHeaders=host, Signature=0";
    assertThat(ServiceRouter.route(target, authorization, action, path)).isEqualTo(service);
  }
}
