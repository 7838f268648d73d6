package io.bindery.packager.tables;

import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.state.JobState;
import io.bindery.platform.database.Rows;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Which jobs are asked for: those for which all that is added holds. */
public final class JobFilter {
  /** All jobs. */
  public static final JobFilter ALL = new JobFilter(List.of());

  /**
   * One condition.
   *
   * @param sql with {@code ?} where the value stands
   */
  private record Condition(String sql, String value) {}

  private final List<Condition> conditions;

  private JobFilter(List<Condition> conditions) {
    this.conditions = conditions;
  }

  private JobFilter and(String sql, Optional<String> value) {
    if (value.isEmpty()) {
      return this;
    }
    var more = new ArrayList<>(conditions);
    // No row holds a NUL, and Postgres takes none.
    more.add(new Condition(sql, Rows.storable(value.get())));
    return new JobFilter(List.copyOf(more));
  }

  /** Those in a state; nothing to have them all, as in what follows. */
  public JobFilter state(Optional<JobState> state) {
    return and("state = ?", state.map(JobState::word));
  }

  /** Those whose last failure is of a kind. */
  public JobFilter reason(Optional<FailureReason> reason) {
    return and("reason = ?", reason.map(FailureReason::word));
  }

  public JobFilter registry(Optional<String> registry) {
    return and("registry = ?", registry);
  }

  public JobFilter packageName(Optional<String> name) {
    return and("package_name = ?", name);
  }

  /** Those of one folder, by its URI; each way to write the URI is the same one. */
  public JobFilter source(Optional<String> uri) {
    return and("md5(source) = md5(?) AND source = ?", uri.map(JobFilter::asStored));
  }

  /** Those that a batch asked for, by its id. */
  public JobFilter batch(Optional<String> batchId) {
    return and("batches @> ARRAY[?]::text[]", batchId);
  }

  /** A folder's URI as tables have it, however it is written. */
  public static String asStored(String uri) {
    try {
      var parsed = S3Uri.parse(uri);
      return parsed.key().isEmpty() || parsed.key().endsWith("/")
          ? new SourceFolder(parsed.bucket(), parsed.key()).toString()
          : uri;
    } catch (S3UriException e) {
      return uri;
    }
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
