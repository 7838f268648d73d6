package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.exchange.Kept.Change;
import io.bindery.localaws.exchange.Kept.ChangeError;
import io.bindery.localaws.exchange.Kept.ChangeSet;
import io.bindery.localaws.exchange.Kept.Product;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.RestRequest;
import io.bindery.localaws.http.RestService;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Marketplace Catalog (REST and JSON, 2018-09-17), for data products: their entities, and
 * change sets that add revisions. {@code CreateProduct} takes details of our own: ProductTitle,
 * DataSetArns and AutoPublish.
 */
public final class MarketplaceCatalogService implements RestService {
  private static final Map<String, String> OPERATIONS =
      Map.of(
          "GET /DescribeEntity", "DescribeEntity",
          "POST /StartChangeSet", "StartChangeSet",
          "GET /DescribeChangeSet", "DescribeChangeSet",
          "POST /ListChangeSets", "ListChangeSets",
          "PATCH /CancelChangeSet", "CancelChangeSet");

  private static final String CATALOG = "AWSMarketplace";
  private static final Pattern IDENTIFIER = Pattern.compile("[\\w\\-]{1,200}(?:@[0-9]{1,9})?");
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,64}");
  private static final int MOST_CHANGES = 20;
  private static final int LARGEST_PAGE = 20;
  private static final int LONGEST_DETAILS = 16_384;

  private final World world;
  private final Runner runner;
  private final Calls calls;
  private final String arns;

  MarketplaceCatalogService(
      World world, Runner runner, Calls calls, String account, String region) {
    this.world = world;
    this.runner = runner;
    this.calls = calls;
    this.arns = "arn:aws:aws-marketplace:" + region + ":" + account + ":" + CATALOG + "/";
  }

  @Override
  public String operation(String method, String rawPath) {
    return OPERATIONS.getOrDefault(method + " " + rawPath, "");
  }

  @Override
  public Optional<AwsResponse> handle(RestRequest request) {
    String operation = operation(request.method(), request.rawPath());
    return world.handle(
        "Marketplace Catalog",
        operation,
        request,
        calls,
        in -> DataExchangeService.json(200, answer(operation, request, in)));
  }

  private ObjectNode answer(String operation, RestRequest request, JsonNode in) {
    return switch (operation) {
      case "DescribeEntity" -> describeEntity(request);
      case "StartChangeSet" -> start(in);
      case "DescribeChangeSet" -> describe(request);
      case "ListChangeSets" -> list(in);
      case "CancelChangeSet" -> cancel(request);
      default -> throw new IllegalStateException(operation);
    };
  }

  private static AwsError invalid(String message) {
    return new AwsError(422, "ValidationException", message);
  }

  private static AwsError notFound(String what) {
    return new AwsError(404, "ResourceNotFoundException", "Not found: " + what);
  }

  private static void requireCatalog(String catalog) {
    if (!catalog.equals(CATALOG)) {
      throw invalid("Catalog is '%s': it must be %s.".formatted(catalog, CATALOG));
    }
  }

  private static String required(RestRequest request, String name) {
    requireCatalog(request.parameter("catalog").orElse(""));
    return request
        .parameter(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> invalid(name + " is required."));
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private ObjectNode describeEntity(RestRequest request) {
    String id = ChangeSets.id(required(request, "entityId"));
    Product product = world.store().products().get(id);
    if (product == null) {
      throw notFound("the entity " + id);
    }
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.putObject("Description").put("ProductTitle", product.title());
    ArrayNode dataSets = details.putArray("DataSets");
    product
        .dataSets()
        .forEach(
            dataSet ->
                world
                    .store()
                    .dataSet(dataSet)
                    .ifPresent(
                        found -> dataSets.addObject().put("DataSetArn", world.views().arn(found))));
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("EntityType", ChangeSets.PRODUCT)
            .put("EntityIdentifier", product.id() + "@1")
            .put("EntityArn", arns + "DataProduct/" + product.id())
            .put("LastModifiedDate", time(product.updated()))
            .put("Details", details.toString());
    answer.set("DetailsDocument", details);
    return answer;
  }

  private ObjectNode start(JsonNode in) {
    requireCatalog(in.path("Catalog").asText());
    String token = in.path("ClientRequestToken").asText();
    if (!token.isEmpty() && !TOKEN.matcher(token).matches()) {
      throw invalid("ClientRequestToken must match " + TOKEN.pattern() + ".");
    }
    String intent = in.path("Intent").asText("APPLY");
    if (!intent.equals("APPLY") && !intent.equals("VALIDATE")) {
      throw invalid("Intent is '%s': it must be VALIDATE or APPLY.".formatted(intent));
    }
    ObjectNode request = in.deepCopy();
    request.remove("ClientRequestToken");
    Optional<ChangeSet> before =
        world.store().changeSets().values().stream()
            .filter(set -> !token.isEmpty() && set.token().equals(token))
            .findFirst();
    if (before.isPresent()) {
      if (!before.get().request().equals(request.toString())) {
        throw invalid("The ClientRequestToken was used for another change set.");
      }
      return answer(before.get());
    }
    List<Change> changes = changes(in.path("ChangeSet"));
    requireFree(changes);
    long now = world.now();
    ChangeSet made =
        new ChangeSet(
            world.store().next(),
            World.newId().substring(0, 25),
            in.path("ChangeSetName").asText(),
            token,
            request.toString(),
            intent,
            changes,
            "PREPARING",
            now,
            now + world.behaviour().changeSetTime().toMillis() / 2,
            0,
            "",
            List.of());
    world.commit(Step.none().with(made));
    runner.moves(made);
    return answer(made);
  }

  private List<Change> changes(JsonNode list) {
    if (!list.isArray() || list.isEmpty() || list.size() > MOST_CHANGES) {
      throw invalid("ChangeSet must have 1 to %d changes.".formatted(MOST_CHANGES));
    }
    List<Change> changes = new ArrayList<>();
    for (JsonNode change : list) {
      changes.add(change(change));
    }
    return changes;
  }

  private Change change(JsonNode in) {
    String type = in.path("ChangeType").asText();
    String entityType = in.path("Entity").path("Type").asText();
    String identifier = in.path("Entity").path("Identifier").asText();
    boolean creates = type.equals(ChangeSets.CREATE_PRODUCT);
    if (!creates && !type.equals(ChangeSets.ADD_REVISIONS)) {
      throw invalid(
          "ChangeType is '%s': the local Catalog has %s and %s."
              .formatted(type, ChangeSets.ADD_REVISIONS, ChangeSets.CREATE_PRODUCT));
    }
    if (!entityType.equals(ChangeSets.PRODUCT)) {
      throw invalid(
          "Entity.Type is '%s': it must be %s.".formatted(entityType, ChangeSets.PRODUCT));
    }
    if (creates && identifier.isEmpty()) {
      identifier = "prod-" + World.newId().substring(0, 13) + "@1";
    }
    if (!IDENTIFIER.matcher(identifier).matches()) {
      throw invalid("Entity.Identifier must match " + IDENTIFIER.pattern() + ".");
    }
    if (!creates && !world.store().products().containsKey(ChangeSets.id(identifier))) {
      throw notFound("the entity " + identifier);
    }
    JsonNode document = in.path("DetailsDocument");
    String details = document.isObject() ? document.toString() : in.path("Details").asText();
    if (details.length() < 2 || details.length() > LONGEST_DETAILS) {
      throw invalid(
          "Details have %d characters: they must have 2 to %d."
              .formatted(details.length(), LONGEST_DETAILS));
    }
    return new Change(type, identifier, entityType, details, in.path("ChangeName").asText());
  }

  private void requireFree(List<Change> changes) {
    for (ChangeSet other : world.store().changeSets().values()) {
      for (Change change : other.changes()) {
        if (other.isOpen()
            && changes.stream()
                .anyMatch(c -> ChangeSets.id(c.entity()).equals(ChangeSets.id(change.entity())))) {
          throw new AwsError(
              423,
              "ResourceInUseException",
              "The change set %s of %s is open.".formatted(other.id(), change.entity()));
        }
      }
    }
  }

  private ObjectNode answer(ChangeSet set) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("ChangeSetId", set.id())
        .put("ChangeSetArn", arns + "ChangeSet/" + set.id());
  }

  private ChangeSet require(RestRequest request) {
    String id = required(request, "changeSetId");
    return world.store().changeSet(id).orElseThrow(() -> notFound("the change set " + id));
  }

  private ObjectNode summary(ChangeSet set) {
    ObjectNode view = answer(set).put("Status", set.status()).put("StartTime", time(set.started()));
    if (!set.name().isEmpty()) {
      view.put("ChangeSetName", set.name());
    }
    if (set.ended() > 0) {
      view.put("EndTime", time(set.ended()));
    }
    if (!set.failureCode().isEmpty()) {
      view.put("FailureCode", set.failureCode());
    }
    return view;
  }

  private ObjectNode describe(RestRequest request) {
    ChangeSet set = require(request);
    ObjectNode view = summary(set).put("Intent", set.intent());
    if (!set.errors().isEmpty()) {
      view.put("FailureDescription", set.errors().get(0).message());
    }
    ArrayNode changes = view.putArray("ChangeSet");
    for (int i = 0; i < set.changes().size(); i++) {
      Change change = set.changes().get(i);
      int number = i;
      ObjectNode node = changes.addObject().put("ChangeType", change.type());
      node.putObject("Entity").put("Type", change.entityType()).put("Identifier", change.entity());
      node.put("Details", change.details());
      if (!change.name().isEmpty()) {
        node.put("ChangeName", change.name());
      }
      ArrayNode errors = node.putArray("ErrorDetailList");
      set.errors().stream()
          .filter(error -> error.change() == number)
          .forEach(error -> errors.add(view(error)));
    }
    return view;
  }

  private static ObjectNode view(ChangeError error) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("ErrorCode", error.code())
        .put("ErrorMessage", error.message());
  }

  /** The newest first; filters are not known here, and refused. */
  private ObjectNode list(JsonNode in) {
    requireCatalog(in.path("Catalog").asText());
    if (!in.path("FilterList").isEmpty() || in.hasNonNull("Sort")) {
      throw invalid("The local Catalog does not filter or sort change sets.");
    }
    int size = in.path("MaxResults").asInt(LARGEST_PAGE);
    if (size < 1 || size > LARGEST_PAGE) {
      throw invalid("MaxResults is %d: it must be 1 to %d.".formatted(size, LARGEST_PAGE));
    }
    NavigableMap<String, ChangeSet> rest = world.store().changeSets();
    String token = in.path("NextToken").asText();
    if (!token.isEmpty()) {
      rest = rest.tailMap(token, false);
    }
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode sets = page.putArray("ChangeSetSummaryList");
    String last = "";
    for (Map.Entry<String, ChangeSet> entry : rest.entrySet()) {
      if (sets.size() == size) {
        return page.put("NextToken", last);
      }
      ObjectNode view = summary(entry.getValue());
      ArrayNode ids = view.putArray("EntityIdList");
      entry.getValue().changes().forEach(change -> ids.add(ChangeSets.id(change.entity())));
      sets.add(view);
      last = entry.getKey();
    }
    return page;
  }

  private ObjectNode cancel(RestRequest request) {
    ChangeSet set = require(request);
    if (!set.status().equals("PREPARING")) {
      throw new AwsError(
          423,
          "ResourceInUseException",
          "Only a change set that is PREPARING can be cancelled: it is " + set.status() + ".");
    }
    ChangeSet cancelled = set.ended("CANCELLED", world.now(), "", List.of());
    world.commit(Step.none().with(cancelled));
    return answer(cancelled);
  }

  @Override
  public AwsResponse refusal(AwsError error, String requestId) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("Message", error.getMessage());
    return DataExchangeService.refused(error, body);
  }
}
