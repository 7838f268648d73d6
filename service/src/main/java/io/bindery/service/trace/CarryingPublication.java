package io.bindery.service.trace;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bindery.exchange.publication.PublicationState;
import io.bindery.exchange.tables.PublicationView;
import java.time.Instant;
import java.util.Optional;

/**
 * A publication as the end of a way.
 *
 * @param linkedBy how it is known that it belongs here
 * @param manifest the URI of its manifest; absent if that came with a request
 * @param source the package revision whose entries it publishes, as a URI
 * @param words what became of it, in words
 */
public record CarryingPublication(
    String publicationId,
    Link linkedBy,
    PublicationState state,
    Optional<String> manifest,
    @JsonProperty("package") Optional<String> source,
    Optional<String> dataSetId,
    Optional<String> productId,
    Instant receivedAt,
    Optional<Instant> finishedAt,
    String words) {

  /** How a publication is linked to an object. */
  public enum Link {
    /** The object is its manifest. */
    MANIFEST,
    /** Its manifest lists the object. */
    ASSET,
    /** It publishes the entries of a revision that holds the object. */
    PACKAGE
  }

  /** A publication as the tables have it. */
  static CarryingPublication of(PublicationView it, Link link) {
    return new CarryingPublication(
        it.publicationId(),
        link,
        it.state(),
        it.manifest(),
        it.source(),
        it.dataSetId(),
        it.productId(),
        it.receivedAt(),
        it.finishedAt(),
        PublicationWay.words(it));
  }

  /** Whether its content is out. */
  boolean isOut() {
    return state == PublicationState.PUBLISHED || state == PublicationState.UNCHANGED;
  }
}
