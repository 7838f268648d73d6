package io.bindery.localaws.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.localaws.exchange.ExchangeFaults.SetFault;
import io.bindery.localaws.exchange.Kept.Change;
import io.bindery.localaws.exchange.Kept.ChangeError;
import io.bindery.localaws.exchange.Kept.ChangeSet;
import io.bindery.localaws.exchange.Kept.DataSet;
import io.bindery.localaws.exchange.Kept.Product;
import io.bindery.localaws.exchange.Kept.Revision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What change sets do: PREPARING checks them, APPLYING makes revisions public. */
final class ChangeSets {
  static final String ADD_REVISIONS = "AddRevisions";
  static final String CREATE_PRODUCT = "CreateProduct";
  static final String PRODUCT = "DataProduct@1.0";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world;

  ChangeSets(World world) {
    this.world = world;
  }

  /** An entity's id without the revision that may follow it. */
  static String id(String identifier) {
    int at = identifier.indexOf('@');
    return at < 0 ? identifier : identifier.substring(0, at);
  }

  /** The next state of an open set, which is kept when this returns. */
  ChangeSet moved(ChangeSet set) {
    long now = world.now();
    List<ChangeError> errors = new ArrayList<>();
    for (int i = 0; i < set.changes().size(); i++) {
      check(set.changes().get(i), i, errors);
    }
    Optional<SetFault> fault = world.faults().takeSetFault();
    fault.ifPresent(f -> errors.add(new ChangeError(0, f.errorCode(), f.message())));
    Step step = Step.none();
    ChangeSet next;
    if (!errors.isEmpty()) {
      next =
          set.ended("FAILED", now, fault.map(SetFault::failureCode).orElse("CLIENT_ERROR"), errors);
    } else if (set.intent().equals("VALIDATE")) {
      next = set.ended("SUCCEEDED", now, "", List.of());
    } else if (set.status().equals("PREPARING")) {
      next = set.applying(now + world.behaviour().changeSetTime().toMillis() / 2);
    } else {
      next = set.ended("SUCCEEDED", now, "", List.of());
      set.changes().forEach(change -> apply(change, step));
    }
    world.commit(step.with(next));
    return next;
  }

  private void check(Change change, int number, List<ChangeError> errors) {
    JsonNode details = details(change);
    if (details == null) {
      errors.add(new ChangeError(number, "INVALID_INPUT", "Details are no object of JSON."));
      return;
    }
    if (change.type().equals(CREATE_PRODUCT)) {
      return;
    }
    Optional<DataSet> dataSet = dataSet(details.path("DataSetArn").asText());
    if (dataSet.isEmpty()) {
      errors.add(
          new ChangeError(
              number, "DATA_SET_NOT_FOUND", "No data set: " + details.path("DataSetArn")));
      return;
    }
    Product product = world.store().products().get(id(change.entity()));
    if (product == null || !product.dataSets().contains(dataSet.get().id())) {
      errors.add(
          new ChangeError(number, "DATA_SET_NOT_PUBLISHED", "The data set is not in the product."));
    }
    revisions(details.path("RevisionArns"), dataSet.get(), number, errors);
  }

  private void revisions(JsonNode arns, DataSet dataSet, int number, List<ChangeError> errors) {
    int most = world.quotas().revisionsPerChangeSet();
    if (!arns.isArray() || arns.isEmpty() || arns.size() > most) {
      errors.add(
          new ChangeError(
              number, "INVALID_INPUT", "RevisionArns must have 1 to %d entries.".formatted(most)));
      return;
    }
    Set<String> seen = new HashSet<>();
    for (JsonNode arn : arns) {
      Optional<Revision> revision =
          revision(arn.asText()).filter(found -> found.dataSet().equals(dataSet.id()));
      if (!seen.add(arn.asText())) {
        errors.add(new ChangeError(number, "REVISION_DUPLICATE_PROVIDED", "Named twice: " + arn));
      } else if (revision.isEmpty()) {
        errors.add(new ChangeError(number, "REVISION_NOT_FOUND", "No revision: " + arn));
      } else if (!revision.get().finalized()) {
        errors.add(new ChangeError(number, "REVISION_NOT_FINALIZED", "Not finalized: " + arn));
      }
    }
  }

  private void apply(Change change, Step step) {
    JsonNode details = details(change);
    if (change.type().equals(CREATE_PRODUCT)) {
      List<String> dataSets = new ArrayList<>();
      details
          .path("DataSetArns")
          .forEach(arn -> dataSet(arn.asText()).map(DataSet::id).ifPresent(dataSets::add));
      step.with(
          new Product(
              id(change.entity()),
              details.path("ProductTitle").asText(""),
              dataSets,
              details.path("AutoPublish").asBoolean(true),
              world.now()));
      return;
    }
    details
        .path("RevisionArns")
        .forEach(
            arn ->
                revision(arn.asText())
                    .ifPresent(old -> step.with(old.with(old.comment(), true, true, world.now()))));
  }

  private static JsonNode details(Change change) {
    try {
      JsonNode details = JSON.readTree(change.details());
      return details.isObject() ? details : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private Optional<DataSet> dataSet(String arn) {
    String[] parts = world.views().resource(arn).split("/", -1);
    return parts.length == 2 ? world.store().dataSet(parts[1]) : Optional.empty();
  }

  private Optional<Revision> revision(String arn) {
    String[] parts = world.views().resource(arn).split("/", -1);
    return parts.length == 4 ? world.store().revision(parts[3]) : Optional.empty();
  }
}
