package io.bindery.exchange.tables;

import io.bindery.exchange.publication.PublicationState;
import io.bindery.platform.database.Rows;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.uri.PackageUri;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Which publications are asked for: those for which all that is added holds. */
public final class PublicationFilter {
  /** All publications. */
  public static final PublicationFilter ALL = new PublicationFilter(List.of());

  /**
   * One condition.
   *
   * @param sql with {@code ?} where the value stands
   */
  private record Condition(String sql, String value) {}

  private final List<Condition> conditions;

  private PublicationFilter(List<Condition> conditions) {
    this.conditions = conditions;
  }

  private PublicationFilter and(String sql, Optional<String> value) {
    if (value.isEmpty()) {
      return this;
    }
    var more = new ArrayList<>(conditions);
    // No row holds a NUL, and Postgres takes none.
    more.add(new Condition(sql, Rows.storable(value.get())));
    return new PublicationFilter(List.copyOf(more));
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

  /**
   * The conditions, each with AND before it.
   *
   * @param first number of the first parameter
   */
  String sql(int first) {
    var sql = new StringBuilder();
    for (int i = 0; i < conditions.size(); i++) {
      sql.append(" AND ").append(conditions.get(i).sql().replace("?", "$" + (first + i)));
    }
    return sql.toString();
  }

  int size() {
    return conditions.size();
  }

  /** Binds the parameters of {@link #sql}. */
  UnaryOperator<Statement> values(int first) {
    return statement -> {
      for (int i = 0; i < conditions.size(); i++) {
        statement.bind("$" + (first + i), conditions.get(i).value());
      }
      return statement;
    };
  }
}
