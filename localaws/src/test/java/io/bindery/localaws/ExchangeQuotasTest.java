package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.Provider.Draft;
import io.bindery.localaws.exchange.Behaviour.OverLimit;
import io.bindery.localaws.exchange.Behaviour.SameName;
import io.bindery.localaws.exchange.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.DataExchangeException;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.ServiceLimitExceededException;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/** Each quota, and each choice that AWS does not document. */
@ExtendWith(SharedAws.class)
class ExchangeQuotasTest {
  private final Provider provider;

  ExchangeQuotasTest(LocalAws aws, Clients clients) {
    provider = Provider.of(aws, clients);
  }

  @AfterEach
  void reset() {
    provider.reset();
    provider.close();
  }

  @Test
  void quotasAreThoseOfAws() {
    var quotas = provider.service().quotas();
    assertThat(quotas.assetsPerRevision()).isEqualTo(10_000);
    assertThat(quotas.assetsPerImport()).isEqualTo(100);
    assertThat(quotas.imports()).isEqualTo(10);
    assertThat(quotas.accessJobs()).isEqualTo(5);
    assertThat(quotas.revisions()).isEqualTo(10_000);
    assertThat(quotas.accessRevisions()).isEqualTo(5);
    assertThat(quotas.accessEntries()).isEqualTo(5);
    assertThat(quotas.revisionsPerChangeSet()).isEqualTo(5);
    assertThat(quotas.assetBytes()).isEqualTo(100L << 30);
  }

  /** A job beyond the ten in progress. */
  private String eleventh(Draft draft) {
    provider.service().hold();
    for (int i = 0; i < 10; i++) {
      provider.start(provider.job(draft, "a"));
    }
    return provider.job(draft, "a");
  }

  @ParameterizedTest
  @CsvSource({
    "SERVICE_LIMIT, 402, ServiceLimitExceededException",
    "CONFLICT, 409, ConflictException",
    "THROTTLE, 429, ThrottlingException"
  })
  void anEleventhImportIsRefused(OverLimit way, int status, String code) {
    provider.put("a");
    provider.service().behaviour().overLimit(way);
    Draft draft = provider.draft();
    String job = eleventh(draft);
    assertThatThrownBy(() -> provider.start(job))
        .isInstanceOfSatisfying(
            DataExchangeException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              if (e instanceof ServiceLimitExceededException limit) {
                assertThat(limit.limitNameAsString())
                    .isEqualTo("Concurrent in progress jobs to import assets from Amazon S3");
                assertThat(limit.limitValue()).isEqualTo(10.0);
              }
            });
    assertThat(provider.exchange().getJob(b -> b.jobId(job)).state()).isEqualTo(State.WAITING);
    assertThat(provider.service().violations()).isEmpty();
    assertThat(provider.service().mostImports()).isEqualTo(10);
  }

  @Test
  void anEleventhImportIsTakenAndEndsInError() {
    provider.put("a");
    provider.service().behaviour().overLimit(OverLimit.JOB_ERROR);
    String job = eleventh(provider.draft());
    GetJobResponse ended = provider.run(job);
    assertThat(ended.state()).isEqualTo(State.ERROR);
    JobError error = ended.errors().get(0);
    assertThat(error.codeAsString()).isEqualTo("SERVICE_QUOTA_EXCEEDED_EXCEPTION");
    assertThat(error.limitNameAsString())
        .isEqualTo("Concurrent in progress jobs to import assets from Amazon S3");
    assertThat(error.limitValue()).isEqualTo(10.0);
  }

  @Test
  void anEleventhImportThatIsLetThroughIsAViolation() {
    provider.put("a");
    provider.service().behaviour().overLimit(OverLimit.ADMIT);
    provider.start(eleventh(provider.draft()));
    assertThat(provider.service().violations())
        .extracting(Violation::kind)
        .containsExactly(Violation.Kind.TOO_MANY_IMPORTS);
    assertThat(provider.service().mostImports()).isEqualTo(11);
  }

  @Test
  void aQuotaMayFallWhileJobsRun() {
    provider.put("a");
    Draft draft = provider.draft();
    provider.service().hold();
    provider.start(provider.job(draft, "a"));
    provider.start(provider.job(draft, "a"));
    provider.service().quotas().imports(2);
    String third = provider.job(draft, "a");
    assertThatThrownBy(() -> provider.start(third)).isInstanceOf(DataExchangeException.class);
    provider.service().quotas().imports(1);
    // Those that began before are no fault of the client.
    assertThat(provider.service().violations()).isEmpty();
  }

  @Test
  void anImportHasUpToAHundredAssets() {
    Draft draft = provider.draft();
    List<AssetSourceEntry> sources = new ArrayList<>();
    IntStream.range(0, 101).forEach(n -> sources.add(provider.source("k" + n)));
    assertThatThrownBy(
            () ->
                provider
                    .exchange()
                    .createJob(
                        b ->
                            b.type(Type.IMPORT_ASSETS_FROM_S3)
                                .details(
                                    d ->
                                        d.importAssetsFromS3(
                                            i ->
                                                i.dataSetId(draft.dataSet())
                                                    .revisionId(draft.revision())
                                                    .assetSources(sources)))))
        .isInstanceOf(ValidationException.class);
  }

  @Test
  void aRevisionThatIsFullEndsTheJobInError() {
    Draft draft = provider.filled("a", "b");
    provider.put("c");
    provider.service().quotas().assetsPerRevision(2);
    GetJobResponse ended = provider.run(provider.job(draft, "c"));
    assertThat(ended.state()).isEqualTo(State.ERROR);
    JobError error = ended.errors().get(0);
    assertThat(error.codeAsString()).isEqualTo("SERVICE_QUOTA_EXCEEDED_EXCEPTION");
    assertThat(error.limitNameAsString()).isEqualTo("Assets per revision");
    assertThat(error.limitValue()).isEqualTo(2.0);
    assertThat(error.resourceId()).isEqualTo(draft.revision());
    assertThat(error.resourceTypeAsString()).isEqualTo("REVISION");
    assertThat(provider.names(draft)).containsExactly("b", "a");
  }

  @Test
  void aLargeObjectEndsTheJobInErrorAndIsNamed() {
    provider.put("a");
    provider.service().quotas().assetBytes(6);
    GetJobResponse ended = provider.run(provider.job(provider.draft(), "a"));
    assertThat(ended.errors().get(0).limitNameAsString()).isEqualTo("Asset size in GB");
    assertThat(ended.errors().get(0).details().importAssetsFromS3JobErrorDetails())
        .containsExactly(provider.source("a"));
  }

  @Test
  void dataSetsHaveAsManyRevisionsAsTheyMay() {
    String access = provider.dataSet(AssetType.S3_DATA_ACCESS);
    for (int i = 0; i < 5; i++) {
      provider.revision(access, "");
    }
    assertLimit(
        () -> provider.revision(access, ""), "Revisions per Amazon S3 data access data set", 5);
    String dataSet = provider.dataSet();
    provider.service().quotas().revisions(1);
    provider.revision(dataSet, "");
    assertLimit(() -> provider.revision(dataSet, ""), "Revisions per data set", 1);
    provider.service().quotas().dataSets(1);
    assertLimit(provider::dataSet, "Data sets per account", 1);
  }

  private static void assertLimit(Runnable call, String name, double value) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ServiceLimitExceededException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(402);
              assertThat(e.limitNameAsString()).isEqualTo(name);
              assertThat(e.limitValue()).isEqualTo(value);
            });
  }

  @Test
  void accessHasFiveEntriesAndFiveJobsAtOnce() {
    String dataSet = provider.dataSet(AssetType.S3_DATA_ACCESS);
    Draft draft = new Draft(dataSet, provider.revision(dataSet, ""));
    assertThatThrownBy(
            () -> provider.accessJob(draft, List.of("a", "b", "c"), List.of("d/", "e/", "f/")))
        .isInstanceOf(ValidationException.class);
    provider.service().hold();
    for (int i = 0; i < 5; i++) {
      provider.start(provider.accessJob(draft, List.of(), List.of("runs/")));
    }
    String sixth = provider.accessJob(draft, List.of(), List.of("runs/"));
    assertThatThrownBy(() -> provider.start(sixth)).isInstanceOf(DataExchangeException.class);
  }

  @Test
  void listsLagAsLongAsTheyAreTold() {
    Draft draft = provider.filled("a");
    String job = provider.job(draft, "a");
    provider.service().behaviour().listLag(Duration.ofHours(1));
    String late = provider.revision(draft.dataSet(), "late");
    assertThat(
            provider.exchange().listDataSetRevisions(b -> b.dataSetId(draft.dataSet())).revisions())
        .isEmpty();
    assertThat(provider.names(draft)).isEmpty();
    assertThat(provider.exchange().listJobs(b -> b.revisionId(draft.revision())).jobs()).isEmpty();
    // Single things are seen at once.
    assertThat(provider.exchange().getJob(b -> b.jobId(job)).state()).isEqualTo(State.WAITING);
    provider.service().behaviour().listLag(Duration.ZERO);
    assertThat(
            provider.exchange().listDataSetRevisions(b -> b.dataSetId(draft.dataSet())).revisions())
        .extracting(r -> r.id())
        .containsExactly(late, draft.revision());
  }

  @Test
  void aTimeIsShorterIfTheClockIsFaster() {
    provider.put("a");
    provider.service().behaviour().jobTime(Duration.ofSeconds(51));
    provider.service().speed(1_000);
    Draft draft = provider.draft();
    String job = provider.job(draft, "a");
    provider.start(job);
    GetJobResponse ended = provider.ended(job);
    assertThat(ended.state()).isEqualTo(State.COMPLETED);
    assertThat(Duration.between(ended.createdAt(), ended.updatedAt()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(51));
  }

  @ParameterizedTest
  @CsvSource({"BOTH, COMPLETED, 2", "LAST, COMPLETED, 1", "JOB_ERROR, ERROR, 1"})
  void twoAssetsOfOneNameAreWhatTheSettingSays(SameName way, State state, int assets) {
    Draft draft = provider.filled("a");
    provider.service().behaviour().sameName(way);
    assertThat(provider.run(provider.job(draft, "a")).state()).isEqualTo(state);
    assertThat(provider.names(draft)).hasSize(assets);
  }

  @Test
  void aJobInErrorMayLeaveAssets() {
    provider.put("a");
    provider.service().behaviour().errorLeavesAssets(true);
    Draft draft = provider.draft();
    assertThat(provider.run(provider.job(draft, "a", "none")).state()).isEqualTo(State.ERROR);
    assertThat(provider.names(draft)).containsExactly("a");
  }

  @Test
  void finalizingMayBeAllowedWhileJobsRun() {
    Draft draft = provider.filled("a");
    provider.put("b");
    provider.service().behaviour().finalizeWhileImporting(true);
    provider.service().hold();
    String job = provider.job(draft, "b");
    provider.start(job);
    provider.finalizes(draft);
    provider.service().release();
    assertThat(provider.ended(job).errors().get(0).codeAsString())
        .isEqualTo("VALIDATION_EXCEPTION");
    assertThat(provider.names(draft)).containsExactly("a");
    assertThat(provider.service().violations())
        .extracting(Violation::kind)
        .containsExactly(Violation.Kind.ASSET_MISSING);
    provider.service().behaviour().finalizeTwice(false);
    assertThatThrownBy(() -> provider.finalizes(draft)).isInstanceOf(DataExchangeException.class);
  }

  @Test
  void limitsOfOrderedFaultsAreTold() {
    provider.put("a");
    provider
        .service()
        .faults()
        .failJobs("SERVICE_QUOTA_EXCEEDED_EXCEPTION", Map.of("Assets per revision", 9_000.0), 1);
    JobError error = provider.run(provider.job(provider.draft(), "a")).errors().get(0);
    assertThat(error.limitNameAsString()).isEqualTo("Assets per revision");
    assertThat(error.limitValue()).isEqualTo(9_000.0);
  }
}
