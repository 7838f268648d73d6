package io.bindery.exchange.aws;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.marketplacecatalog.MarketplaceCatalogAsyncClient;
import software.amazon.awssdk.services.marketplacecatalog.model.Change;
import software.amazon.awssdk.services.marketplacecatalog.model.ChangeStatus;
import software.amazon.awssdk.services.marketplacecatalog.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.marketplacecatalog.model.FailureCode;

/** The calls of the Marketplace Catalog that add revisions to products of the old kind. */
public final class Catalog {
  private static final String NAME = "AWSMarketplace";
  private static final String ENTITY_TYPE = "DataProduct@1.0";
  private static final JsonMapper JSON = new JsonMapper();

  private final Supplier<MarketplaceCatalogAsyncClient> client;
  private final CountedCalls calls;
  private final AwsRequestOverrideConfiguration limits;

  /**
   * Calls by a client that makes each call once.
   *
   * @param client only asked for when it is needed
   */
  public Catalog(Supplier<MarketplaceCatalogAsyncClient> client, Meters meters, Duration timeout) {
    this.client = client;
    this.calls = new CountedCalls(meters);
    this.limits = AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
  }

  /**
   * How a change set is.
   *
   * @param ended whether nothing happens to it any more
   * @param error why it failed; nothing if it is applied, or goes on
   * @param passes whether the failure is the catalog's own
   */
  public record Seen(boolean ended, Optional<String> error, boolean passes) {}

  /**
   * Starts to add revisions to a product.
   *
   * @param token the same for the same change set: it is started once
   * @return its id
   */
  public CompletionStage<String> addRevisions(
      String product, String dataSetArn, List<String> revisionArns, String token) {
    var details = JSON.createObjectNode().put("DataSetArn", dataSetArn);
    revisionArns.forEach(details.putArray("RevisionArns")::add);
    var change =
        Change.builder()
            .changeType("AddRevisions")
            .entity(entity -> entity.identifier(product + "@1").type(ENTITY_TYPE))
            .details(details.toString())
            .build();
    return calls
        .make(
            "StartChangeSet",
            () ->
                client
                    .get()
                    .startChangeSet(
                        request ->
                            request
                                .overrideConfiguration(limits)
                                .catalog(NAME)
                                .clientRequestToken(token)
                                .changeSet(List.of(change))))
        .thenApply(started -> started.changeSetId());
  }

  /** Looks at a change set. */
  public CompletionStage<Seen> changeSet(String id) {
    return calls
        .make(
            "DescribeChangeSet",
            () ->
                client
                    .get()
                    .describeChangeSet(
                        request ->
                            request.overrideConfiguration(limits).catalog(NAME).changeSetId(id)))
        .thenApply(Catalog::seen);
  }

  private static Seen seen(DescribeChangeSetResponse set) {
    if (set.status() == ChangeStatus.SUCCEEDED) {
      return new Seen(true, Optional.empty(), false);
    }
    if (set.status() != ChangeStatus.FAILED && set.status() != ChangeStatus.CANCELLED) {
      return new Seen(false, Optional.empty(), false);
    }
    var errors =
        set.changeSet().stream()
            .flatMap(change -> change.errorDetailList().stream())
            .map(error -> "%s: %s".formatted(error.errorCode(), error.errorMessage()))
            .collect(Collectors.joining("; "));
    var text =
        "The change set %s is %s%s%s"
            .formatted(
                set.changeSetId(),
                set.statusAsString(),
                set.failureCode() == null ? "" : " (" + set.failureCodeAsString() + ")",
                errors.isEmpty() ? "." : ": " + errors);
    return new Seen(true, Optional.of(text), set.failureCode() == FailureCode.SERVER_FAULT);
  }
}
