package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.Provider.Draft;
import io.bindery.localaws.exchange.ExchangeFaults;
import io.bindery.localaws.exchange.JobState;
import io.bindery.localaws.exchange.Violation;
import io.bindery.localaws.exchange.Violation.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dataexchange.model.AccessDeniedException;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.InternalServerException;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.ThrottlingException;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;
import software.amazon.awssdk.services.marketplacecatalog.model.Change;
import software.amazon.awssdk.services.marketplacecatalog.model.Intent;

/** Failures on order, and what must never happen. */
@ExtendWith(SharedAws.class)
class ExchangeFaultsTest {
  private final LocalAws aws;
  private final Provider provider;
  private final ExchangeFaults faults;

  ExchangeFaultsTest(LocalAws aws, Clients clients) {
    this.aws = aws;
    this.provider = Provider.of(aws, clients);
    this.faults = provider.service().faults();
  }

  @AfterEach
  void reset() {
    aws.faults().clear();
    provider.reset();
    provider.close();
  }

  private static String arn(Draft draft) {
    return "arn:aws:dataexchange:us-east-1:000000000000:data-sets/" + draft.dataSet();
  }

  private String asset(Draft draft) {
    return provider
        .exchange()
        .listRevisionAssets(b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()))
        .assets()
        .get(0)
        .id();
  }

  private String changeSet(String product) {
    return provider
        .catalog()
        .startChangeSet(
            b ->
                b.catalog("AWSMarketplace")
                    .intent(Intent.VALIDATE)
                    .changeSet(
                        Change.builder()
                            .changeType("AddRevisions")
                            .entity(e -> e.type("DataProduct@1.0").identifier(product + "@1"))
                            .details("{}")
                            .build()))
        .changeSetId();
  }

  /** Each operation with arguments that it takes. */
  private Map<String, BiConsumer<Draft, String>> operations() {
    var exchange = provider.exchange();
    var catalog = provider.catalog();
    return Map.ofEntries(
        Map.entry("CreateDataSet", (d, p) -> provider.dataSet()),
        Map.entry("GetDataSet", (d, p) -> exchange.getDataSet(b -> b.dataSetId(d.dataSet()))),
        Map.entry("ListDataSets", (d, p) -> exchange.listDataSets(b -> b.maxResults(1))),
        Map.entry("CreateRevision", (d, p) -> provider.revision(d.dataSet(), "")),
        Map.entry(
            "GetRevision",
            (d, p) -> exchange.getRevision(b -> b.dataSetId(d.dataSet()).revisionId(d.revision()))),
        Map.entry(
            "ListDataSetRevisions",
            (d, p) -> exchange.listDataSetRevisions(b -> b.dataSetId(d.dataSet()))),
        Map.entry("ListRevisionAssets", (d, p) -> provider.names(d)),
        Map.entry("CreateJob", (d, p) -> provider.job(d, "a")),
        Map.entry("StartJob", (d, p) -> provider.start(provider.job(d, "a"))),
        Map.entry("CancelJob", (d, p) -> exchange.cancelJob(b -> b.jobId(provider.job(d, "a")))),
        Map.entry("GetJob", (d, p) -> exchange.getJob(b -> b.jobId(provider.job(d, "a")))),
        Map.entry("ListJobs", (d, p) -> exchange.listJobs(b -> b.maxResults(1))),
        Map.entry(
            "DeleteRevision",
            (d, p) ->
                exchange.deleteRevision(
                    b -> b.dataSetId(d.dataSet()).revisionId(provider.revision(d.dataSet(), "")))),
        Map.entry(
            "SendDataSetNotification",
            (d, p) ->
                exchange.sendDataSetNotification(b -> b.dataSetId(d.dataSet()).type("DATA_DELAY"))),
        Map.entry(
            "ListTagsForResource",
            (d, p) -> exchange.listTagsForResource(b -> b.resourceArn(arn(d)))),
        Map.entry(
            "UpdateDataSet",
            (d, p) -> exchange.updateDataSet(b -> b.dataSetId(d.dataSet()).name("other"))),
        Map.entry(
            "DeleteDataSet",
            (d, p) -> exchange.deleteDataSet(b -> b.dataSetId(provider.dataSet()))),
        Map.entry(
            "GetAsset",
            (d, p) ->
                exchange.getAsset(
                    b -> b.dataSetId(d.dataSet()).revisionId(d.revision()).assetId(asset(d)))),
        Map.entry(
            "UpdateAsset",
            (d, p) ->
                exchange.updateAsset(
                    b ->
                        b.dataSetId(d.dataSet())
                            .revisionId(d.revision())
                            .assetId(asset(d))
                            .name("other"))),
        Map.entry(
            "DeleteAsset",
            (d, p) ->
                exchange.deleteAsset(
                    b -> b.dataSetId(d.dataSet()).revisionId(d.revision()).assetId(asset(d)))),
        Map.entry(
            "RevokeRevision",
            (d, p) -> {
              provider.finalizes(d);
              exchange.revokeRevision(
                  b ->
                      b.dataSetId(d.dataSet())
                          .revisionId(d.revision())
                          .revocationComment("The files were wrong."));
            }),
        Map.entry(
            "TagResource",
            (d, p) -> exchange.tagResource(b -> b.resourceArn(arn(d)).tags(Map.of("k", "v")))),
        Map.entry(
            "UntagResource",
            (d, p) -> exchange.untagResource(b -> b.resourceArn(arn(d)).tagKeys("k"))),
        Map.entry(
            "DescribeChangeSet",
            (d, p) ->
                catalog.describeChangeSet(
                    b -> b.catalog("AWSMarketplace").changeSetId(changeSet(p)))),
        Map.entry(
            "CancelChangeSet",
            (d, p) ->
                catalog.cancelChangeSet(
                    b -> b.catalog("AWSMarketplace").changeSetId(changeSet(p)))),
        Map.entry("UpdateRevision", (d, p) -> provider.finalizes(d)),
        Map.entry(
            "DescribeEntity",
            (d, p) -> catalog.describeEntity(b -> b.catalog("AWSMarketplace").entityId(p))),
        Map.entry(
            "ListChangeSets", (d, p) -> catalog.listChangeSets(b -> b.catalog("AWSMarketplace"))),
        Map.entry("StartChangeSet", (d, p) -> changeSet(p)));
  }

  private void each(BiConsumer<String, Runnable> check) {
    provider.service().behaviour().jobTime(Duration.ZERO);
    operations()
        .forEach(
            (operation, call) -> {
              Draft draft = provider.filled("a");
              String product = "prod-" + UUID.randomUUID();
              provider.service().product(product, "P", List.of(draft.dataSet()), false);
              // Change sets stay open.
              provider.service().hold();
              check.accept(operation, () -> call.accept(draft, product));
              provider.service().release();
            });
  }

  @Test
  void anAnswerIsLostAfterTheEffect() {
    each(
        (operation, call) -> {
          long before = provider.service().calls().getOrDefault(operation, 0L);
          faults.loseAnswers(operation, 1);
          assertThatThrownBy(call::run).as(operation).isInstanceOf(SdkClientException.class);
          assertThat(provider.service().calls()).containsEntry(operation, before + 1);
          assertThat(provider.service().refusals()).isEmpty();
        });
  }

  @Test
  void aRevisionWhoseAnswerWasLostIsThere() {
    String dataSet = provider.dataSet();
    faults.loseAnswers("CreateRevision", 1);
    assertThatThrownBy(() -> provider.revision(dataSet, "lost"))
        .isInstanceOf(SdkClientException.class);
    assertThat(provider.exchange().listDataSetRevisions(b -> b.dataSetId(dataSet)).revisions())
        .singleElement()
        .satisfies(revision -> assertThat(revision.comment()).isEqualTo("lost"));
    provider.revision(dataSet, "not lost");
  }

  @Test
  void anyOperationIsThrottledOnOrder() {
    each(
        (operation, call) -> {
          faults.throttle(operation, 1);
          assertThatThrownBy(call::run).as(operation).hasMessageContaining("429");
          assertThat(provider.service().refusals())
              .containsEntry(operation + " ThrottlingException", 1L);
        });
  }

  @Test
  void refusalsHaveTheShapeOfTheirErrors() {
    Draft draft = provider.draft();
    faults.refuse(
        "CreateJob", 400, "ValidationException", Map.of("ExceptionCause", "S3AccessDenied"), 1);
    assertThatThrownBy(() -> provider.job(draft, "a"))
        .isInstanceOfSatisfying(
            ValidationException.class,
            e -> assertThat(e.exceptionCauseAsString()).isEqualTo("S3AccessDenied"));
    faults.refuse("CreateJob", 403, "AccessDeniedException", 1);
    assertThatThrownBy(() -> provider.job(draft, "a")).isInstanceOf(AccessDeniedException.class);
    faults.refuse("CreateJob", 500, "InternalServerException", 1);
    assertThatThrownBy(() -> provider.job(draft, "a")).isInstanceOf(InternalServerException.class);
    // As of any service of the local AWS, until it is taken back.
    aws.faults().refuse("CreateRevision", 429, "ThrottlingException");
    assertThatThrownBy(() -> provider.revision(draft.dataSet(), ""))
        .isInstanceOf(ThrottlingException.class);
    aws.faults().clear();
    provider.revision(draft.dataSet(), "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ACCESS_DENIED_EXCEPTION",
        "INTERNAL_SERVER_EXCEPTION",
        "MALWARE_DETECTED",
        "MALWARE_SCAN_ENCRYPTED_FILE",
        "RESOURCE_NOT_FOUND_EXCEPTION",
        "SERVICE_QUOTA_EXCEEDED_EXCEPTION",
        "VALIDATION_EXCEPTION"
      })
  void aJobEndsInErrorWithAnyCode(String code) {
    provider.put("a");
    Draft draft = provider.draft();
    faults.failJobs(code, 1);
    GetJobResponse ended = provider.run(provider.job(draft, "a"));
    assertThat(ended.state()).isEqualTo(State.ERROR);
    assertThat(ended.errors().get(0).codeAsString()).isEqualTo(code);
    assertThat(provider.run(provider.job(draft, "a")).state()).isEqualTo(State.COMPLETED);
  }

  @Test
  void malwareIsNamedEachTime() {
    provider.put("good", "bad");
    Draft draft = provider.draft();
    faults.failKeys("MALWARE_DETECTED", Set.of("bad"));
    for (int i = 0; i < 2; i++) {
      assertThat(
              provider
                  .run(provider.job(draft, "good", "bad"))
                  .errors()
                  .get(0)
                  .details()
                  .importAssetsFromS3JobErrorDetails())
          .containsExactly(provider.source("bad"));
    }
    assertThat(provider.run(provider.job(draft, "good")).state()).isEqualTo(State.COMPLETED);
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"CANCELLED", "TIMED_OUT"})
  void aJobEndsFromOutside(JobState state) {
    provider.put("a");
    Draft draft = provider.draft();
    faults.endJobs(state, 1);
    assertThat(provider.run(provider.job(draft, "a")).stateAsString()).isEqualTo(state.name());
    provider.service().hold();
    String job = provider.job(draft, "a");
    provider.start(job);
    provider.service().endJob(job, state);
    assertThat(provider.ended(job).stateAsString()).isEqualTo(state.name());
    assertThat(provider.names(draft)).isEmpty();
  }

  @Test
  void finalizingIsRefusedOnOrder() {
    Draft draft = provider.filled("a");
    faults.refuse(ExchangeFaults.FINALIZE, 409, "ConflictException", 1);
    assertThatThrownBy(() -> provider.finalizes(draft)).isInstanceOf(ConflictException.class);
    provider.finalizes(draft);
  }

  @Test
  void theSecondCallIsRefusedOnOrder() {
    Draft first = provider.filled("a");
    Draft second = provider.filled("b");
    faults.letThrough(ExchangeFaults.FINALIZE, 1);
    faults.refuse(ExchangeFaults.FINALIZE, 409, "ConflictException", 1);
    provider.finalizes(first);
    assertThatThrownBy(() -> provider.finalizes(second)).isInstanceOf(ConflictException.class);
    provider.finalizes(second);
  }

  @Test
  void aRevisionFinalizedWithoutAnAssetIsAViolation() {
    provider.put("a", "b");
    Draft draft = provider.draft();
    provider.run(provider.job(draft, "a"));
    faults.failJobs("INTERNAL_SERVER_EXCEPTION", 1);
    provider.run(provider.job(draft, "b"));
    provider.finalizes(draft);
    assertThat(provider.service().violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.kind()).isEqualTo(Kind.ASSET_MISSING);
              assertThat(violation.detail()).contains(provider.bucket() + "/b");
            });
  }

  @Test
  void aJobThatWasWithdrawnOrMadeGoodIsNone() {
    provider.put("a", "b");
    Draft draft = provider.draft();
    faults.failJobs("INTERNAL_SERVER_EXCEPTION", 1);
    provider.run(provider.job(draft, "a"));
    provider.run(provider.job(draft, "a"));
    String withdrawn = provider.job(draft, "b");
    provider.exchange().cancelJob(b -> b.jobId(withdrawn));
    provider.finalizes(draft);
    assertThat(provider.service().violations()).isEmpty();
  }

  @Test
  void twoRevisionsOfOneIntentAreAViolation() {
    provider.put("a");
    String dataSet = provider.dataSet();
    Draft first = new Draft(dataSet, provider.revision(dataSet, "Runs [bindery:7/1]"));
    Draft other = new Draft(dataSet, provider.revision(dataSet, "Runs [bindery:7/2]"));
    assertThat(provider.service().violations()).isEmpty();
    Draft second = new Draft(dataSet, provider.revision(dataSet, "Runs again [bindery:7/1]"));
    for (Draft draft : List.of(first, other, second)) {
      provider.run(provider.job(draft, "a"));
      provider.finalizes(draft);
    }
    assertThat(provider.service().violations())
        .extracting(Violation::kind)
        .containsExactly(Kind.TWO_REVISIONS, Kind.TWO_PUBLICATIONS);
  }

  @Test
  void aChangeOfAFinalizedRevisionThatIsLetThroughIsAViolation() {
    Draft draft = provider.filled("a", "b");
    provider.finalizes(draft);
    provider.service().behaviour().finalizedIsFrozen(false);
    provider.run(provider.job(draft, "b"));
    provider
        .exchange()
        .updateRevision(
            b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()).comment("other"));
    assertThat(provider.service().violations())
        .extracting(Violation::kind)
        .containsExactly(Kind.FINALIZED_CHANGED, Kind.FINALIZED_CHANGED);
  }
}
