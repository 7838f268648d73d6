package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.Provider.Draft;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.marketplacecatalog.model.Change;
import software.amazon.awssdk.services.marketplacecatalog.model.ChangeSetSummaryListItem;
import software.amazon.awssdk.services.marketplacecatalog.model.ChangeStatus;
import software.amazon.awssdk.services.marketplacecatalog.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.marketplacecatalog.model.Intent;
import software.amazon.awssdk.services.marketplacecatalog.model.ResourceInUseException;
import software.amazon.awssdk.services.marketplacecatalog.model.ResourceNotFoundException;
import software.amazon.awssdk.services.marketplacecatalog.model.ValidationException;

/** The Marketplace Catalog, by the SDK. */
@ExtendWith(SharedAws.class)
class MarketplaceCatalogTest {
  private static final String CATALOG = "AWSMarketplace";

  private final Provider provider;
  private final String product = "prod-" + UUID.randomUUID();

  MarketplaceCatalogTest(LocalAws aws, Clients clients) {
    provider = Provider.of(aws, clients);
  }

  @AfterEach
  void reset() {
    provider.reset();
    provider.close();
  }

  private String dataSetArn(Draft draft) {
    return provider.exchange().getDataSet(b -> b.dataSetId(draft.dataSet())).arn();
  }

  private String revisionArn(Draft draft) {
    return provider
        .exchange()
        .getRevision(b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()))
        .arn();
  }

  private String details(String dataSetArn, List<String> revisionArns) {
    return "{\"DataSetArn\":\"%s\",\"RevisionArns\":[%s]}"
        .formatted(
            dataSetArn,
            revisionArns.stream().map(arn -> '"' + arn + '"').collect(Collectors.joining(",")));
  }

  private String start(String details, Intent intent, String token) {
    return provider
        .catalog()
        .startChangeSet(
            b ->
                b.catalog(CATALOG)
                    .intent(intent)
                    .clientRequestToken(token)
                    .changeSet(
                        Change.builder()
                            .changeType("AddRevisions")
                            .entity(e -> e.type("DataProduct@1.0").identifier(product + "@1"))
                            .details(details)
                            .build()))
        .changeSetId();
  }

  private String start(String details) {
    return start(details, Intent.APPLY, UUID.randomUUID().toString());
  }

  private DescribeChangeSetResponse describe(String id) {
    return provider.catalog().describeChangeSet(b -> b.catalog(CATALOG).changeSetId(id));
  }

  private DescribeChangeSetResponse ended(String id) {
    return Awaitility.await()
        .atMost(Provider.LONG)
        .until(
            () -> describe(id),
            set -> set.status() != ChangeStatus.PREPARING && set.status() != ChangeStatus.APPLYING);
  }

  private Draft finalizedDraft() {
    Draft draft = provider.filled("a");
    provider.service().product(product, "Runs", List.of(draft.dataSet()), false);
    provider.finalizes(draft);
    return draft;
  }

  @Test
  void anEntityIsDescribed() {
    Draft draft = provider.draft();
    provider.service().product(product, "Runs", List.of(draft.dataSet()), true);
    var entity = provider.catalog().describeEntity(b -> b.catalog(CATALOG).entityId(product));
    assertThat(entity.entityType()).isEqualTo("DataProduct@1.0");
    assertThat(entity.entityIdentifier()).isEqualTo(product + "@1");
    assertThat(entity.details()).contains("Runs").contains(dataSetArn(draft));
    assertThatThrownBy(
            () -> provider.catalog().describeEntity(b -> b.catalog(CATALOG).entityId("prod-none")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void revisionsAreAddedToAProduct() {
    Draft draft = finalizedDraft();
    String details = details(dataSetArn(draft), List.of(revisionArn(draft)));
    DescribeChangeSetResponse validated =
        ended(start(details, Intent.VALIDATE, UUID.randomUUID().toString()));
    assertThat(validated.status()).isEqualTo(ChangeStatus.SUCCEEDED);
    // Validated only: it can still be opened, and finalized again.
    provider
        .exchange()
        .updateRevision(
            b -> b.dataSetId(draft.dataSet()).revisionId(draft.revision()).finalized(false));
    provider.finalizes(draft);
    String token = UUID.randomUUID().toString();
    String id = start(details, Intent.APPLY, token);
    assertThat(start(details, Intent.APPLY, token)).isEqualTo(id);
    assertThatThrownBy(() -> start(details + " ", Intent.APPLY, token))
        .isInstanceOf(ValidationException.class);
    DescribeChangeSetResponse done = ended(id);
    assertThat(done.status()).isEqualTo(ChangeStatus.SUCCEEDED);
    assertThat(done.endTime()).isNotNull();
    assertThat(done.changeSet().get(0).details()).isEqualTo(details);
    assertThatThrownBy(
            () ->
                provider
                    .exchange()
                    .updateRevision(
                        b ->
                            b.dataSetId(draft.dataSet())
                                .revisionId(draft.revision())
                                .finalized(false)))
        .isInstanceOf(software.amazon.awssdk.services.dataexchange.model.ConflictException.class);
  }

  @Test
  void whileOneIsOpenAnotherIsRefusedAndOneThatPreparesIsCancelled() {
    Draft draft = finalizedDraft();
    String details = details(dataSetArn(draft), List.of(revisionArn(draft)));
    provider.service().hold();
    String id = start(details);
    assertThat(describe(id).status()).isEqualTo(ChangeStatus.PREPARING);
    assertThatThrownBy(() -> start(details))
        .isInstanceOfSatisfying(
            ResourceInUseException.class, e -> assertThat(e.statusCode()).isEqualTo(423));
    provider.catalog().cancelChangeSet(b -> b.catalog(CATALOG).changeSetId(id));
    assertThat(describe(id).status()).isEqualTo(ChangeStatus.CANCELLED);
    assertThatThrownBy(
            () -> provider.catalog().cancelChangeSet(b -> b.catalog(CATALOG).changeSetId(id)))
        .isInstanceOf(ResourceInUseException.class);
    provider.service().release();
    assertThat(ended(start(details)).status()).isEqualTo(ChangeStatus.SUCCEEDED);
    assertThat(
            provider
                .catalog()
                .listChangeSets(b -> b.catalog(CATALOG).maxResults(2))
                .changeSetSummaryList())
        .extracting(ChangeSetSummaryListItem::status)
        .containsExactly(ChangeStatus.SUCCEEDED, ChangeStatus.CANCELLED);
  }

  @Test
  void whatCannotBeAddedHasItsCode() {
    Draft draft = finalizedDraft();
    Draft open = new Draft(draft.dataSet(), provider.revision(draft.dataSet(), "open"));
    Draft elsewhere = provider.filled("a");
    String dataSet = dataSetArn(draft);
    String revision = revisionArn(draft);
    assertCode(details(dataSet, List.of(revisionArn(open))), "REVISION_NOT_FINALIZED");
    assertCode(details(dataSet, List.of(revision + "0")), "REVISION_NOT_FOUND");
    assertCode(details(dataSet, List.of(revision, revision)), "REVISION_DUPLICATE_PROVIDED");
    assertCode(details(dataSet + "0", List.of(revision)), "DATA_SET_NOT_FOUND");
    assertCode(details(dataSet, List.of()), "INVALID_INPUT");
    assertCode(details(dataSet, List.of("1", "2", "3", "4", "5", "6")), "INVALID_INPUT");
    provider.finalizes(elsewhere);
    assertCode(
        details(dataSetArn(elsewhere), List.of(revisionArn(elsewhere))), "DATA_SET_NOT_PUBLISHED");
  }

  private void assertCode(String details, String code) {
    DescribeChangeSetResponse failed = ended(start(details));
    assertThat(failed.status()).isEqualTo(ChangeStatus.FAILED);
    assertThat(failed.failureCodeAsString()).isEqualTo("CLIENT_ERROR");
    assertThat(failed.failureDescription()).isNotEmpty();
    assertThat(failed.changeSet().get(0).errorDetailList())
        .extracting(error -> error.errorCode())
        .containsExactly(code);
  }

  @Test
  void aChangeSetFailsOnOrder() {
    Draft draft = finalizedDraft();
    provider.service().faults().failChangeSets("SERVER_FAULT", "INTERNAL_ERROR", 1);
    String details = details(dataSetArn(draft), List.of(revisionArn(draft)));
    assertThat(ended(start(details)).failureCodeAsString()).isEqualTo("SERVER_FAULT");
    assertThat(ended(start(details)).status()).isEqualTo(ChangeStatus.SUCCEEDED);
  }

  @Test
  void aProductIsMadeOverTheWire() {
    Draft draft = provider.filled("a");
    String id =
        provider
            .catalog()
            .startChangeSet(
                b ->
                    b.catalog(CATALOG)
                        .changeSet(
                            Change.builder()
                                .changeType("CreateProduct")
                                .entity(e -> e.type("DataProduct@1.0"))
                                .detailsDocument(
                                    Document.mapBuilder()
                                        .putString("ProductTitle", "Runs")
                                        .putList(
                                            "DataSetArns",
                                            list -> list.addString(dataSetArn(draft)))
                                        .build())
                                .build()))
            .changeSetId();
    String entity = ended(id).changeSet().get(0).entity().identifier();
    assertThat(
            provider
                .catalog()
                .describeEntity(
                    b -> b.catalog(CATALOG).entityId(entity.substring(0, entity.indexOf('@'))))
                .details())
        .contains(dataSetArn(draft));
  }

  @Test
  void whatIsWrongIsRefusedAtOnce() {
    assertThatThrownBy(() -> start("{}")).isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> provider.catalog().listChangeSets(b -> b.catalog("Other")))
        .isInstanceOf(ValidationException.class);
    assertThatThrownBy(
            () -> provider.catalog().listChangeSets(b -> b.catalog(CATALOG).maxResults(21)))
        .isInstanceOf(ValidationException.class);
  }
}
