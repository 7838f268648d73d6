package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.localaws.exchange.Kept.Product;
import io.bindery.localaws.exchange.Kept.Revision;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.RestRequest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What the parts of the exchange share. Callers hold the store's monitor. */
record World(
    ExchangeStore store,
    Watch watch,
    Quotas quotas,
    Behaviour behaviour,
    ExchangeFaults faults,
    ExchangeClock clock,
    SourceObjects objects,
    Views views) {

  long now() {
    return clock.now().toEpochMilli();
  }

  static String newId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /**
   * Answers a call to one of the services, one at a time, unless faults keep the answer back.
   *
   * @param service its name, for those who call what it does not know
   * @param operation what is called; "" if that is not known
   * @param work makes the answer out of the body
   */
  Optional<AwsResponse> handle(
      String service,
      String operation,
      RestRequest request,
      Calls calls,
      Function<JsonNode, AwsResponse> work) {
    if (operation.isEmpty()) {
      throw new AwsError(
          404,
          "UnknownOperationException",
          "The local %s does not know %s %s."
              .formatted(service, request.method(), request.rawPath()));
    }
    AwsResponse answer =
        calls.counted(
            operation,
            () -> {
              faults.meet(operation);
              JsonNode in = request.json();
              synchronized (store) {
                return work.apply(in);
              }
            });
    return faults.losesAnswer(operation) ? Optional.empty() : Optional.of(answer);
  }

  /** Makes a step, and looks at it before. */
  void commit(Step step) {
    watch.before(step);
    store.commit(step);
  }

  /** Whether a listing shows what was created then. */
  boolean lists(long created) {
    return behaviour.listLag().isZero() || created <= now() - behaviour.listLag().toMillis();
  }

  Revision revision(String dataSet, String revision) {
    Checks.id("DataSetId", dataSet);
    Checks.id("RevisionId", revision);
    if (store.dataSet(dataSet).isEmpty()) {
      throw Errors.notFound("DATA_SET", dataSet);
    }
    return store
        .revision(revision)
        .filter(found -> found.dataSet().equals(dataSet))
        .orElseThrow(() -> Errors.notFound("REVISION", revision));
  }

  /** Refuses a change of the content of a finalized revision, unless those are let through. */
  void requireOpen(Revision revision) {
    if (revision.finalized() && behaviour.finalizedIsFrozen()) {
      throw Errors.conflict(
          "REVISION", revision.id(), "The revision is finalized: it cannot be changed.");
    }
  }

  /** Whether a revision of the data set is public as soon as it is finalized. */
  boolean autoPublishes(String dataSet) {
    return store.products().values().stream()
        .filter(Product::autoPublish)
        .anyMatch(product -> product.dataSets().contains(dataSet));
  }
}
