package io.bindery.exchange.tables;

import io.bindery.exchange.publication.PublicationState;
import io.bindery.platform.database.Conditions;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.uri.PackageUri;
import java.util.Optional;

/** Which publications are asked for: those for which all that is added holds. */
public final class PublicationFilter {
  /** All publications. */
  public static final PublicationFilter ALL = new PublicationFilter(Conditions.NONE);

  private final Conditions conditions;

  private PublicationFilter(Conditions conditions) {
    this.conditions = conditions;
  }

  private PublicationFilter and(String sql, Optional<String> value) {
    return new PublicationFilter(conditions.and(sql, value));
  }

  /** Those in a state; nothing to have them all, as in what follows. */
  public PublicationFilter state(Optional<PublicationState> state) {
    return and("state = ?", state.map(PublicationState::word));
  }

  public PublicationFilter dataSet(Optional<String> id) {
    return and("data_set_id = ?", id);
  }

  public PublicationFilter product(Optional<String> id) {
    return and("product_id = ?", id);
  }

  /** Those of a manifest in S3; of one version of it, if it names one. */
  public PublicationFilter manifest(Optional<S3Uri> object) {
    return and("md5(manifest_key) = md5(?) AND manifest_key = ?", object.map(S3Uri::key))
        .and("manifest_bucket = ?", object.map(S3Uri::bucket))
        .and("manifest_version = ?", object.flatMap(S3Uri::versionId));
  }

  /** Those whose assets are the entries of a package's revision. */
  public PublicationFilter revision(Optional<PackageUri> revision) {
    return and("package_hash = ?", revision.flatMap(PackageUri::hash))
        .and("package_registry = ?", revision.map(PackageUri::bucket));
  }

  Conditions conditions() {
    return conditions;
  }
}
