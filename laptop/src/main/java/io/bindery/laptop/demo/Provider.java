package io.bindery.laptop.demo;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;
import software.amazon.awssdk.services.marketplacecatalog.MarketplaceCatalogClient;
import software.amazon.awssdk.services.marketplacecatalog.model.Change;
import software.amazon.awssdk.services.marketplacecatalog.model.ChangeStatus;

/** What a lab does by hand, once: it makes a data set and a product. And what subscribers see. */
final class Provider implements AutoCloseable {
  private static final String CATALOG = "AWSMarketplace";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int PAGE = 200;

  private final DataExchangeClient exchange;
  private final MarketplaceCatalogClient catalog;

  Provider(URI endpoint, String region) {
    var credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    exchange =
        DataExchangeClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(credentials)
            .build();
    catalog =
        MarketplaceCatalogClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(credentials)
            .build();
  }

  /** A data set, with the product that offers it. */
  record Offer(String dataSet, String product) {}

  Offer offer(String name) {
    var dataSet =
        exchange.createDataSet(
            request -> request.assetType(AssetType.S3_SNAPSHOT).name(name).description(name));
    var change =
        catalog
            .startChangeSet(
                request ->
                    request
                        .catalog(CATALOG)
                        .changeSet(
                            Change.builder()
                                .changeType("CreateProduct")
                                .entity(entity -> entity.type("DataProduct@1.0"))
                                .detailsDocument(
                                    Document.mapBuilder()
                                        .putString("ProductTitle", name)
                                        .putList(
                                            "DataSetArns", list -> list.addString(dataSet.arn()))
                                        .putBoolean("AutoPublish", true)
                                        .build())
                                .build()))
            .changeSetId();
    return new Offer(dataSet.id(), product(change));
  }

  private String product(String changeSet) {
    var deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      var seen =
          catalog.describeChangeSet(request -> request.catalog(CATALOG).changeSetId(changeSet));
      if (seen.status() == ChangeStatus.SUCCEEDED) {
        return seen.changeSet().get(0).entity().identifier().replaceFirst("@.*", "");
      }
      if (seen.status() == ChangeStatus.FAILED) {
        throw Check.failed("No product was made: %s.".formatted(seen.failureDescription()));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    throw Check.failed("No product was made within %d s.".formatted(PATIENCE.toSeconds()));
  }

  /** The newest first. */
  List<RevisionEntry> revisions(String dataSet) {
    return exchange
        .listDataSetRevisionsPaginator(request -> request.dataSetId(dataSet))
        .revisions()
        .stream()
        .toList();
  }

  List<AssetEntry> assets(RevisionEntry revision) {
    return exchange
        .listRevisionAssetsPaginator(
            request ->
                request.dataSetId(revision.dataSetId()).revisionId(revision.id()).maxResults(PAGE))
        .assets()
        .stream()
        .toList();
  }

  @Override
  public void close() {
    exchange.close();
    catalog.close();
  }
}
