package io.bindery.exchange.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.exchange.manifest.Head;
import io.bindery.exchange.manifest.Mode;
import io.bindery.exchange.manifest.Problems;
import io.bindery.exchange.manifest.UnreadableSourceException;
import io.bindery.exchange.plan.Destination;
import io.bindery.exchange.plan.Quotas;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.aws.EndlessListException;
import io.bindery.platform.aws.PageTokens;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.retry.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.Origin;
import software.amazon.awssdk.services.marketplacecatalog.MarketplaceCatalogAsyncClient;

/**
 * Looks at the data set and the product of a manifest in AWS. The data set is there, is this
 * account's own, takes assets of the mode, and has room for revisions; the product is one of data,
 * and has the data set.
 */
public final class AwsDestination implements Destination {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PAGE = 200;

  /** A manifest may have been read for an hour: the first refusal does not make that useless. */
  private static final int ATTEMPTS = 6;

  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 0.5);

  private static final String CATALOG = "AWSMarketplace";
  private static final String DATA_PRODUCT = "DataProduct@";
  private static final String DATA_SET_ARN = ":data-sets/";

  private final Supplier<DataExchangeAsyncClient> exchange;
  private final Supplier<MarketplaceCatalogAsyncClient> catalog;
  private final String region;
  private final Quotas quotas;

  /** Looks by these clients. */
  public AwsDestination(AwsClients aws, Quotas quotas) {
    this.exchange = aws::dataExchange;
    this.catalog = aws::marketplaceCatalog;
    this.region = aws.region();
    this.quotas = quotas;
  }

  @Override
  public long look(Head head, Mode mode, Problems problems) {
    long revisions = dataSet(head, mode, problems);
    head.productId().ifPresent(product -> product(head, product, problems));
    return revisions;
  }

  private long dataSet(Head head, Mode mode, Problems problems) {
    var id = head.datasetId();
    var found =
        ask(
            () -> exchange.get().getDataSet(request -> request.dataSetId(id)),
            "data set " + id,
            "dataexchange:GetDataSet",
            () ->
                problem(
                    problems,
                    head.datasetAt(),
                    "this account has no data set %s in region %s.".formatted(id, region)));
    if (found.isEmpty()) {
      return 0;
    }
    if (found.get().origin() == Origin.ENTITLED) {
      problem(
          problems,
          head.datasetAt(),
          "data set %s belongs to another provider: only an own one can be published to."
              .formatted(id));
      return 0;
    }
    var wanted = mode == Mode.IMPORT ? AssetType.S3_SNAPSHOT : AssetType.S3_DATA_ACCESS;
    if (found.get().assetType() != wanted) {
      problem(
          problems,
          head.datasetAt(),
          "data set %s has assets of type %s, and mode %s makes those of type %s: name another data set, or another mode."
              .formatted(id, found.get().assetTypeAsString(), mode.word(), wanted));
      return 0;
    }
    return revisions(id, mode);
  }

  /** How many there are; once there is no room, it is not counted on. */
  private long revisions(String id, Mode mode) {
    long count = 0;
    var tokens = new PageTokens("The revisions of data set " + id);
    var next = Optional.<String>empty();
    do {
      var token = next.orElse(null);
      var page =
          ask(
              () ->
                  exchange
                      .get()
                      .listDataSetRevisions(
                          request -> request.dataSetId(id).maxResults(PAGE).nextToken(token)),
              "the revisions of data set " + id,
              "dataexchange:ListDataSetRevisions",
              () -> {});
      if (page.isEmpty()) {
        return count;
      }
      count += page.get().revisions().size();
      try {
        next = tokens.after(page.get().nextToken());
      } catch (EndlessListException e) {
        throw new UnreadableSourceException(e.getMessage(), e);
      }
    } while (next.isPresent() && count < quotas.revisions(mode));
    return count;
  }

  private void product(Head head, String product, Problems problems) {
    var at = head.productAt().orElseThrow();
    var found =
        ask(
            () ->
                catalog.get().describeEntity(request -> request.catalog(CATALOG).entityId(product)),
            "product " + product,
            "aws-marketplace:DescribeEntity",
            () ->
                problem(
                    problems,
                    at,
                    "this account has no product %s in AWS Marketplace.".formatted(product)));
    if (found.isEmpty()) {
      return;
    }
    var type = Optional.ofNullable(found.get().entityType()).orElse("");
    if (!type.startsWith(DATA_PRODUCT)) {
      problem(
          problems,
          at,
          "%s is no product of data: AWS Marketplace says it is a %s.".formatted(product, type));
      return;
    }
    var dataSets = dataSets(Optional.ofNullable(found.get().details()).orElse(""));
    if (!dataSets.isEmpty()
        && dataSets.stream().noneMatch(arn -> arn.endsWith(DATA_SET_ARN + head.datasetId()))) {
      problem(
          problems,
          at,
          "product %s does not have data set %s: it has %s."
              .formatted(
                  product,
                  head.datasetId(),
                  String.join(", ", dataSets.subList(0, Math.min(5, dataSets.size())))));
    }
  }

  /** The ARNs of data sets, wherever they stand in the details: AWS documents no form of them. */
  private static List<String> dataSets(String details) {
    var arns = new ArrayList<String>();
    try {
      gather(JSON.readTree(details), arns);
    } catch (JsonProcessingException e) {
      return List.of();
    }
    return arns;
  }

  private static void gather(JsonNode node, List<String> arns) {
    if (node.isTextual() && node.textValue().contains(DATA_SET_ARN)) {
      arns.add(node.textValue());
    }
    node.forEach(child -> gather(child, arns));
  }

  private static void problem(Problems problems, Head.Spot at, String message) {
    problems.add(at.place(), at.field(), message);
  }

  /**
   * What AWS answers; nothing if there is no such thing.
   *
   * @param missing is run then
   * @throws UnreadableSourceException if it cannot be asked now
   */
  private static <T> Optional<T> ask(
      Supplier<CompletionStage<T>> call, String what, String permission, Runnable missing) {
    for (int failures = 1; ; failures++) {
      try {
        return Optional.of(Waiting.done(call.get()));
      } catch (CompletionException | SdkException e) {
        var trouble = Trouble.of(e).orElse(Trouble.PASSING);
        if (trouble == Trouble.MISSING || trouble == Trouble.LASTING) {
          missing.run();
          return Optional.empty();
        }
        if (trouble != Trouble.PASSING || failures == ATTEMPTS) {
          throw unreadable(what, permission, trouble, e);
        }
        Waiting.pause(PAUSES.after(failures));
      }
    }
  }

  private static UnreadableSourceException unreadable(
      String what, String permission, Trouble trouble, RuntimeException failure) {
    return new UnreadableSourceException(
        "%s cannot be looked at: %s.%s"
            .formatted(
                what,
                AwsErrors.answered(failure)
                    .map(AwsErrors::sentence)
                    .orElseGet(() -> Causes.text(failure)),
                trouble == Trouble.NO_RIGHT ? " Allow %s.".formatted(permission) : ""),
        failure);
  }
}
