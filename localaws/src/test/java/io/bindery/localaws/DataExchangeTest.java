package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.Provider.Draft;
import io.bindery.localaws.exchange.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.ConflictException;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.GetRevisionResponse;
import software.amazon.awssdk.services.dataexchange.model.JobEntry;
import software.amazon.awssdk.services.dataexchange.model.NotificationType;
import software.amazon.awssdk.services.dataexchange.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dataexchange.model.ResourceType;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/** Each operation of Data Exchange, by the SDK. */
@ExtendWith(SharedAws.class)
class DataExchangeTest {
  private static final String NO_ID = "0123456789abcdef0123456789abcdef";

  private final Provider provider;

  DataExchangeTest(LocalAws aws, Clients clients) {
    provider = Provider.of(aws, clients);
  }

  @AfterEach
  void reset() {
    provider.reset();
    provider.close();
  }

  @Test
  void dataSetsAreMadeChangedListedAndDeleted() {
    var made =
        provider
            .exchange()
            .createDataSet(
                b ->
                    b.assetType(AssetType.S3_SNAPSHOT)
                        .name("Runs é")
                        .description("All runs")
                        .tags(Map.of("team", "lab")));
    assertThat(made.id()).matches("[a-zA-Z0-9]{30,40}");
    assertThat(made.arn())
        .isEqualTo("arn:aws:dataexchange:us-east-1:000000000000:data-sets/" + made.id());
    assertThat(made.originAsString()).isEqualTo("OWNED");
    assertThat(made.createdAt()).isBeforeOrEqualTo(Instant.now());
    assertThat(made.tags()).containsEntry("team", "lab");

    provider.exchange().updateDataSet(b -> b.dataSetId(made.id()).name("Other"));
    var got = provider.exchange().getDataSet(b -> b.dataSetId(made.id()));
    assertThat(got.name()).isEqualTo("Other");
    assertThat(got.description()).isEqualTo("All runs");
    assertThat(provider.exchange().listDataSetsPaginator(b -> b.maxResults(1)).dataSets())
        .anyMatch(entry -> entry.id().equals(made.id()));

    provider.exchange().deleteDataSet(b -> b.dataSetId(made.id()));
    assertThatThrownBy(() -> provider.exchange().getDataSet(b -> b.dataSetId(made.id())))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(404);
              assertThat(e.resourceId()).isEqualTo(made.id());
              assertThat(e.resourceType()).isEqualTo(ResourceType.DATA_SET);
            });
  }

  @Test
  void revisionsAreListedInPagesTheNewestFirst() {
    String dataSet = provider.dataSet();
    List<String> made =
        IntStream.range(0, 7).mapToObj(n -> provider.revision(dataSet, "number " + n)).toList();
    List<RevisionEntry> listed =
        provider
            .exchange()
            .listDataSetRevisionsPaginator(b -> b.dataSetId(dataSet).maxResults(3))
            .revisions()
            .stream()
            .toList();
    assertThat(listed).extracting(RevisionEntry::comment).startsWith("number 6", "number 5");
    assertThat(listed).extracting(RevisionEntry::id).containsExactlyInAnyOrderElementsOf(made);
    assertThat(
            provider
                .exchange()
                .listDataSetRevisions(b -> b.dataSetId(dataSet).maxResults(7))
                .nextToken())
        .isNull();
  }

  @Test
  void aJobImportsObjectsUnderTheirKeys() {
    provider.put("runs/a é+%.txt", "b");
    Draft draft = provider.draft();
    String job = provider.job(draft, "runs/a é+%.txt", "b");
    assertThat(provider.exchange().getJob(b -> b.jobId(job)).state()).isEqualTo(State.WAITING);
    GetJobResponse ended = provider.run(job);
    assertThat(ended.state()).isEqualTo(State.COMPLETED);
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.details().importAssetsFromS3().assetSources())
        .containsExactly(provider.source("runs/a é+%.txt"), provider.source("b"));
    // From Z to A.
    assertThat(provider.names(draft)).containsExactly("runs/a é+%.txt", "b");
    var entry =
        provider
            .exchange()
            .listRevisionAssets(
                b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()).maxResults(1))
            .assets()
            .get(0);
    assertThat(entry.assetDetails().s3SnapshotAsset().size()).isEqualTo(7.0);
    assertThat(entry.assetType()).isEqualTo(AssetType.S3_SNAPSHOT);

    provider
        .exchange()
        .updateAsset(
            b ->
                b.dataSetId(draft.dataSet())
                    .revisionId(draft.revision())
                    .assetId(entry.id())
                    .name("short"));
    assertThat(
            provider
                .exchange()
                .getAsset(
                    b ->
                        b.dataSetId(draft.dataSet())
                            .revisionId(draft.revision())
                            .assetId(entry.id()))
                .name())
        .isEqualTo("short");
    provider
        .exchange()
        .deleteAsset(
            b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()).assetId(entry.id()));
    assertThat(provider.names(draft)).containsExactly("b");
  }

  @Test
  void aVanishedObjectEndsTheJobInErrorAndIsNamed() {
    provider.put("there", "gone");
    Draft draft = provider.draft();
    provider.service().hold();
    String job = provider.job(draft, "there", "gone");
    provider.start(job);
    assertThat(provider.exchange().getJob(b -> b.jobId(job)).state()).isEqualTo(State.IN_PROGRESS);
    provider.clients().s3().deleteObject(b -> b.bucket(provider.bucket()).key("gone"));
    provider.service().release();
    GetJobResponse ended = provider.ended(job);
    assertThat(ended.state()).isEqualTo(State.ERROR);
    assertThat(ended.errors())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.codeAsString()).isEqualTo("RESOURCE_NOT_FOUND_EXCEPTION");
              assertThat(error.details().importAssetsFromS3JobErrorDetails())
                  .containsExactly(provider.source("gone"));
            });
    assertThat(provider.names(draft)).isEmpty();
  }

  @Test
  void jobsAreListedByDataSetAndRevision() {
    Draft draft = provider.draft();
    Draft other = new Draft(draft.dataSet(), provider.revision(draft.dataSet(), "other"));
    String first = provider.job(draft, "a");
    String second = provider.job(draft, "b");
    String third = provider.job(other, "c");
    assertThat(
            provider
                .exchange()
                .listJobsPaginator(
                    b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()).maxResults(1))
                .jobs())
        .extracting(JobEntry::id)
        .containsExactly(second, first);
    assertThat(provider.exchange().listJobs(b -> b.dataSetId(draft.dataSet())).jobs())
        .extracting(JobEntry::id)
        .containsExactly(third, second, first);
  }

  @Test
  void onlyAWaitingJobIsStartedOrCancelled() {
    provider.put("a");
    Draft draft = provider.draft();
    String waiting = provider.job(draft, "a");
    provider.exchange().cancelJob(b -> b.jobId(waiting));
    assertThat(provider.exchange().getJob(b -> b.jobId(waiting)).state())
        .isEqualTo(State.CANCELLED);
    provider.service().hold();
    String started = provider.job(draft, "a");
    provider.start(started);
    assertThatThrownBy(() -> provider.exchange().cancelJob(b -> b.jobId(started)))
        .isInstanceOfSatisfying(
            ConflictException.class,
            e -> {
              assertThat(e.resourceId()).isEqualTo(started);
              assertThat(e.resourceTypeAsString()).isEqualTo("JOB");
            });
    assertThatThrownBy(() -> provider.start(started)).isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> provider.start(waiting)).isInstanceOf(ConflictException.class);
  }

  @Test
  void aPublishedRevisionIsFrozenUntilItIsRevoked() {
    Draft draft = provider.filled("a", "b");
    provider.service().product("prod-" + UUID.randomUUID(), "P", List.of(draft.dataSet()), true);
    provider.finalizes(draft);
    assertThat(revision(draft).finalized()).isTrue();
    // An answer that was lost: the same again is no error.
    provider.finalizes(draft);
    assertThatThrownBy(
            () ->
                provider
                    .exchange()
                    .updateRevision(
                        b ->
                            b.dataSetId(draft.dataSet())
                                .revisionId(draft.revision())
                                .finalized(false)))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(
            () ->
                provider
                    .exchange()
                    .updateRevision(
                        b ->
                            b.dataSetId(draft.dataSet()).revisionId(draft.revision()).comment("x")))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> provider.job(draft, "a")).isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> delete(draft)).isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> revoke(draft, "too short")).isInstanceOf(ValidationException.class);
    revoke(draft, "The files were wrong.");
    assertThat(revision(draft).revoked()).isTrue();
    assertThat(revision(draft).revocationComment()).isEqualTo("The files were wrong.");
    assertThat(revision(draft).revokedAt()).isNotNull();
    assertThatThrownBy(() -> revoke(draft, "The files were wrong."))
        .isInstanceOf(ConflictException.class);
    delete(draft);
    assertThatThrownBy(() -> revision(draft)).isInstanceOf(ResourceNotFoundException.class);
    assertThat(provider.service().violations()).isEmpty();
  }

  private GetRevisionResponse revision(Draft draft) {
    return provider
        .exchange()
        .getRevision(b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()));
  }

  private void revoke(Draft draft, String why) {
    provider
        .exchange()
        .revokeRevision(
            b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()).revocationComment(why));
  }

  private void delete(Draft draft) {
    provider
        .exchange()
        .deleteRevision(b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()));
  }

  @Test
  void aRevisionOfNoProductCanBeOpenedAgain() {
    Draft draft = provider.filled("a");
    provider.finalizes(draft);
    provider
        .exchange()
        .updateRevision(
            b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()).finalized(false));
    assertThat(revision(draft).finalized()).isFalse();
    assertThatThrownBy(() -> revoke(draft, "The files were wrong."))
        .isInstanceOf(ConflictException.class);
    delete(draft);
  }

  @Test
  void anEmptyRevisionAndOneWithRunningJobsAreNotFinalized() {
    Draft empty = provider.draft();
    assertThatThrownBy(() -> provider.finalizes(empty)).isInstanceOf(ValidationException.class);
    Draft draft = provider.filled("a", "b");
    provider.service().hold();
    provider.start(provider.job(draft, "b"));
    assertThatThrownBy(() -> provider.finalizes(draft)).isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> delete(draft)).isInstanceOf(ConflictException.class);
  }

  @Test
  void accessToABucketIsOneAsset() {
    provider.put("k1");
    String dataSet = provider.dataSet(AssetType.S3_DATA_ACCESS);
    Draft draft = new Draft(dataSet, provider.revision(dataSet, ""));
    GetJobResponse ended =
        provider.run(provider.accessJob(draft, List.of("k1"), List.of("runs/1/", "runs/2/")));
    assertThat(ended.state()).isEqualTo(State.COMPLETED);
    var asset =
        provider
            .exchange()
            .listRevisionAssets(b -> b.dataSetId(dataSet).revisionId(draft.revision()))
            .assets()
            .get(0);
    assertThat(asset.assetType()).isEqualTo(AssetType.S3_DATA_ACCESS);
    assertThat(asset.assetDetails().s3DataAccessAsset().keyPrefixes())
        .containsExactly("runs/1/", "runs/2/");
    assertThat(asset.assetDetails().s3DataAccessAsset().keys()).containsExactly("k1");
    assertThatThrownBy(() -> provider.accessJob(draft, List.of(), List.of("no-slash")))
        .isInstanceOf(ValidationException.class);
    assertThatThrownBy(() -> provider.job(draft, "k1")).isInstanceOf(ValidationException.class);
    assertThat(provider.run(provider.accessJob(draft, List.of("none"), List.of())).state())
        .isEqualTo(State.ERROR);
  }

  @Test
  void tagsAreKeptByArn() {
    Draft draft = provider.draft();
    String arn = revision(draft).arn();
    provider.exchange().tagResource(b -> b.resourceArn(arn).tags(Map.of("a", "1", "b", "2")));
    provider.exchange().untagResource(b -> b.resourceArn(arn).tagKeys("a"));
    assertThat(provider.exchange().listTagsForResource(b -> b.resourceArn(arn)).tags())
        .isEqualTo(Map.of("b", "2"));
    assertThat(revision(draft).tags()).containsEntry("b", "2");
    assertThatThrownBy(
            () ->
                provider
                    .exchange()
                    .listTagsForResource(b -> b.resourceArn(arn.replace("data-sets", "x"))))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void aNoticeWithOneTokenIsSentOnce() {
    String dataSet = provider.dataSet();
    String token = UUID.randomUUID().toString();
    for (int i = 0; i < 2; i++) {
      notify(dataSet, token, "New runs");
    }
    assertThat(provider.service().notices().stream().filter(n -> n.token().equals(token)))
        .singleElement()
        .satisfies(notice -> assertThat(notice.request()).contains("New runs"));
    assertThatThrownBy(() -> notify(dataSet, token, "Other")).isInstanceOf(ConflictException.class);
    assertThatThrownBy(
            () ->
                provider
                    .exchange()
                    .sendDataSetNotification(
                        b ->
                            b.dataSetId(dataSet)
                                .type(NotificationType.DATA_UPDATE)
                                .details(
                                    d ->
                                        d.dataUpdate(
                                            u ->
                                                u.dataUpdatedAt(
                                                    Instant.now().plus(Duration.ofDays(1)))))))
        .isInstanceOf(ValidationException.class);
  }

  private void notify(String dataSet, String token, String comment) {
    provider
        .exchange()
        .sendDataSetNotification(
            b ->
                b.dataSetId(dataSet)
                    .clientToken(token)
                    .comment(comment)
                    .type(NotificationType.DATA_UPDATE)
                    .details(d -> d.dataUpdate(u -> u.dataUpdatedAt(Instant.EPOCH))));
  }

  @Test
  void whatTheModelForbidsIsRefused() {
    Draft draft = provider.draft();
    List<Runnable> calls =
        List.of(
            () -> provider.exchange().getDataSet(b -> b.dataSetId("short")),
            () -> provider.exchange().listDataSets(b -> b.maxResults(201)),
            () -> provider.exchange().listDataSets(b -> b.maxResults(0)),
            () -> provider.exchange().listDataSets(b -> b.nextToken("%%%")),
            () -> provider.revision(draft.dataSet(), "c".repeat(16_385)),
            () -> provider.job(draft),
            () -> provider.exchange().createJob(b -> b.type(Type.EXPORT_ASSETS_TO_S3)),
            () ->
                provider
                    .exchange()
                    .createDataSet(
                        b ->
                            b.assetType(AssetType.REDSHIFT_DATA_SHARE).name("n").description("d")));
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                        ValidationException.class, e -> assertThat(e.statusCode()).isEqualTo(400)));
    assertThatThrownBy(() -> provider.exchange().getJob(b -> b.jobId(NO_ID)))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(
            () ->
                provider
                    .exchange()
                    .getRevision(b -> b.dataSetId(provider.dataSet()).revisionId(draft.revision())))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThat(provider.service().refusals()).containsEntry("GetJob ResourceNotFoundException", 1L);
  }

  @Test
  void callsAreCounted() {
    Draft draft = provider.filled("a", "b");
    provider.names(draft);
    assertThat(provider.service().calls())
        .containsEntry("CreateDataSet", 1L)
        .containsEntry("CreateRevision", 1L)
        .containsEntry("CreateJob", 1L)
        .containsEntry("StartJob", 1L)
        .containsEntry("ListRevisionAssets", 1L)
        .containsKey("GetJob");
    assertThat(provider.service().mostImports()).isEqualTo(1);
    assertThat(provider.service().violations()).extracting(Violation::kind).isEmpty();
  }
}
