package io.bindery.exchange.manifest;

import io.bindery.quilt.uri.PackageUri;
import java.util.Map;
import java.util.Optional;

/**
 * What a manifest says besides its assets.
 *
 * @param productId of AWS Marketplace; a data set can be shared without a product
 * @param datasetId of the data set that gets the revisions
 * @param comment of the revisions
 * @param tags of the revisions
 * @param mode nothing if the setting decides
 * @param source the package revision whose entries are the assets, instead of a list
 * @param assets how many entries the list has
 * @param datasetAt where it names the data set
 * @param productAt where it names the product; nothing if it names none
 */
public record Head(
    Optional<String> productId,
    String datasetId,
    Optional<String> comment,
    Map<String, String> tags,
    Optional<Mode> mode,
    Optional<PackageUri> source,
    long assets,
    Spot datasetAt,
    Optional<Spot> productAt) {
  public Head {
    tags = Map.copyOf(tags);
  }

  /** Where a field stands, and how it is called there. */
  public record Spot(Place place, String field) {}
}
