package io.bindery.exchange.tables;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bindery.exchange.publication.PublicationState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A publication as its watchers see it.
 *
 * @param manifest its URI; absent if it came with a request
 * @param askedBy who ordered it; absent if a notice of S3 did
 * @param again whether it is published also if the same content was published before
 * @param mode what becomes of the assets, a word of {@link io.bindery.exchange.manifest.Mode}
 * @param source the package revision whose entries are the assets, as a URI; absent for a list of
 *     assets
 * @param digest of the content
 * @param progress how far it is, once there is a plan
 * @param waitingFor what passes and holds it up now
 * @param error why it was refused, failed, or is held
 * @param reason of what kind the error is
 * @param problemCount how many things are wrong with the manifest
 * @param notices what whoever publishes should know
 * @param unchangedSince the publication that published the same content
 * @param traceId of its trace, if it has one
 * @param revisions those that it has begun; absent in lists
 * @param openJobs those that AWS has, or may have; absent in lists
 * @param orders that were given to it; absent in lists
 */
public record PublicationView(
    String publicationId,
    PublicationState state,
    Optional<String> manifest,
    Optional<String> askedBy,
    boolean again,
    Optional<String> productId,
    Optional<String> dataSetId,
    Optional<String> mode,
    Optional<String> comment,
    @JsonProperty("package") Optional<String> source,
    Optional<String> digest,
    Optional<Progress> progress,
    Optional<String> waitingFor,
    Optional<Instant> waitingSince,
    Optional<String> error,
    Optional<String> reason,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long problemCount,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notices,
    Optional<String> unchangedSince,
    Instant receivedAt,
    Optional<Instant> preparedAt,
    Instant updatedAt,
    Optional<Instant> finishedAt,
    Optional<String> traceId,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RevisionView> revisions,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OpenJob> openJobs,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Order> orders) {
  public PublicationView {
    notices = List.copyOf(notices);
    revisions = List.copyOf(revisions);
    openJobs = List.copyOf(openJobs);
    orders = List.copyOf(orders);
  }

  /**
   * How far it is.
   *
   * @param revision the number of the revision at work, from 1 on; 0 before the first
   */
  public record Progress(
      long assets,
      long assetsDone,
      long bytes,
      long jobs,
      long jobsDone,
      long jobsOpen,
      long revisions,
      long revisionsFilled,
      long revisionsFinal,
      long revision) {}

  /**
   * One revision.
   *
   * @param number from 1 on, in the order in which they are finalized
   * @param state {@code intended}, {@code filling}, {@code filled}, {@code final}, {@code revoked}
   *     or {@code removed}
   * @param revisionId that AWS gave
   */
  public record RevisionView(
      long number,
      String state,
      Optional<String> revisionId,
      long assets,
      long assetsDone,
      long bytes,
      long jobs,
      long jobsDone,
      Optional<String> error,
      Instant createdAt,
      Optional<Instant> finalizedAt) {}

  /**
   * A job that AWS has, or may have.
   *
   * @param number within its revision, from 1 on
   * @param jobId that AWS gave
   * @param error of the attempt before
   */
  public record OpenJob(
      long revision,
      int number,
      int attempt,
      Optional<String> jobId,
      Optional<String> error,
      Instant since) {}

  /**
   * What somebody ordered.
   *
   * @param what {@code cancel}, {@code go-on} or {@code revoke}
   * @param detail the comment of a revocation
   */
  public record Order(String what, String orderedBy, Instant orderedAt, Optional<String> detail) {}

  /** The same with what belongs to it. */
  PublicationView with(List<RevisionView> revisions, List<OpenJob> openJobs, List<Order> orders) {
    return new PublicationView(
        publicationId,
        state,
        manifest,
        askedBy,
        again,
        productId,
        dataSetId,
        mode,
        comment,
        source,
        digest,
        progress,
        waitingFor,
        waitingSince,
        error,
        reason,
        problemCount,
        notices,
        unchangedSince,
        receivedAt,
        preparedAt,
        updatedAt,
        finishedAt,
        traceId,
        revisions,
        openJobs,
        orders);
  }

  /** Whether nothing more becomes of it. */
  public boolean hasEnded() {
    return finishedAt.isPresent();
  }
}
