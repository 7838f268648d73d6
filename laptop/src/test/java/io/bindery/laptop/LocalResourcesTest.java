package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.localaws.LocalAws;
import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Rule;

/** What {@code up} makes in its AWS. */
class LocalResourcesTest {
  @Test
  void onlyOneWayLeadsFromABatchToItsPackage() {
    try (var aws = LocalAws.startTemporary();
        var resources = new LocalResources(aws.endpoint(), aws.region());
        var events = events(aws.endpoint(), aws.region())) {
      resources.queues();
      assertThat(events.listRules(r -> r.eventBusName("bindery")).rules())
          .extracting(Rule::name)
          .containsExactly("bindery-batch-to-package");

      resources.withoutPackageRule("bindery");

      assertThat(events.listRules(r -> r.eventBusName("bindery")).rules()).isEmpty();
      resources.withoutPackageRule("");
    }
  }

  @Test
  void aSilentBucketTellsNobodyOfWrites() {
    try (var aws = LocalAws.startTemporary();
        var resources = new LocalResources(aws.endpoint(), aws.region())) {
      resources.silentBucket("quiet");
      resources.silentBucket("lab");
      resources.bucket("lab");
      assertThat(tells(resources, "quiet")).isFalse();
      assertThat(tells(resources, "lab")).isTrue();
    }
  }

  private static boolean tells(LocalResources resources, String bucket) {
    return resources
            .s3()
            .getBucketNotificationConfiguration(r -> r.bucket(bucket))
            .eventBridgeConfiguration()
        != null;
  }

  private static EventBridgeClient events(URI endpoint, String region) {
    return EventBridgeClient.builder()
        .endpointOverride(endpoint)
        .region(Region.of(region))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .build();
  }
}
