package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.localaws.Provider.Draft;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;
import software.amazon.awssdk.services.dataexchange.model.State;

/** What Data Exchange keeps is there again after a stop. */
class ExchangeRestartTest {
  @TempDir Path directory;

  @Test
  void allIsThereAgainAndJobsGoOn() {
    Draft published;
    Draft open;
    String running;
    String bucket;
    try (LocalAws aws = LocalAws.start(new LocalAwsSettings(directory, 0));
        Clients clients = Clients.of(aws.endpoint());
        Provider provider = Provider.of(aws, clients)) {
      bucket = provider.bucket();
      published = provider.filled("a", "b");
      provider.service().product("prod-1", "Runs", List.of(published.dataSet()), true);
      provider.finalizes(published);
      open = new Draft(published.dataSet(), provider.revision(published.dataSet(), "open"));
      String arn = provider.exchange().getDataSet(b -> b.dataSetId(open.dataSet())).arn();
      provider.exchange().tagResource(b -> b.resourceArn(arn).tags(Map.of("k", "v")));
      provider
          .exchange()
          .sendDataSetNotification(
              b -> b.dataSetId(open.dataSet()).type("DATA_DELAY").clientToken("t"));
      provider.service().hold();
      running = provider.job(open, "a");
      provider.start(running);
    }
    try (LocalAws aws = LocalAws.start(new LocalAwsSettings(directory, 0));
        Clients clients = Clients.of(aws.endpoint());
        Provider provider = Provider.of(aws, clients)) {
      assertThat(provider.ended(running).state()).isEqualTo(State.COMPLETED);
      assertThat(provider.ended(running).details().importAssetsFromS3().assetSources())
          .allMatch(source -> source.bucket().equals(bucket));
      assertThat(provider.names(open)).containsExactly("a");
      assertThat(provider.names(published)).containsExactly("b", "a");
      assertThat(
              provider
                  .exchange()
                  .listDataSetRevisions(b -> b.dataSetId(open.dataSet()))
                  .revisions())
          .extracting(RevisionEntry::finalized)
          .containsExactly(false, true);
      assertThat(provider.exchange().getDataSet(b -> b.dataSetId(open.dataSet())).tags())
          .containsEntry("k", "v");
      assertThat(provider.service().notices()).hasSize(1);
      assertThat(
              provider
                  .catalog()
                  .describeEntity(b -> b.catalog("AWSMarketplace").entityId("prod-1"))
                  .details())
          .contains(published.dataSet());
      // What comes is newer than what was.
      String newest = provider.revision(open.dataSet(), "newest");
      assertThat(
              provider
                  .exchange()
                  .listDataSetRevisions(b -> b.dataSetId(open.dataSet()).maxResults(1))
                  .revisions()
                  .get(0)
                  .id())
          .isEqualTo(newest);
    }
  }
}
