package io.bindery.bench.router;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.protocol.notice.ObjectEvent;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.aggregate.jdbc.JdbcAggregationRepository;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/**
 * Apache Camel's aggregator over its JDBC repository: correlated by prefix, complete by size or
 * timeout. What it keeps of a group is a summary of constant size; a list of the group's events, as
 * Camel's grouping strategies keep it, would be written anew with each event. (The repository that
 * Camel has for Postgres inserts no version in 4.14.1, and so cannot be used with its own table.)
 */
final class CamelAggregator implements Contestant {
  private static final String REPOSITORY = "aggregation";
  private static final String PREFIX = "prefix";

  /** What is known of a group. */
  record Summary(long files, long bytes, long firstMillis, long lastMillis)
      implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    static Summary of(ObjectEvent event) {
      long time = event.eventTime().toEpochMilli();
      return new Summary(1, event.size(), time, time);
    }

    Summary plus(Summary other) {
      return new Summary(
          files + other.files,
          bytes + other.bytes,
          Math.min(firstMillis, other.firstMillis),
          Math.max(lastMillis, other.lastMillis));
    }
  }

  private final int threads;
  private final HikariDataSource connections;
  private final CamelContext camel = new DefaultCamelContext();
  private final ProducerTemplate producer;

  CamelAggregator(BenchDatabase database, int threads, Rule rule) {
    this.threads = threads;
    database.execute(
        "CREATE TABLE %s (id VARCHAR(255) NOT NULL PRIMARY KEY, exchange BYTEA NOT NULL, version BIGINT NOT NULL)"
            .formatted(REPOSITORY),
        "CREATE TABLE %s_completed (id VARCHAR(255) NOT NULL PRIMARY KEY, exchange BYTEA NOT NULL, version BIGINT NOT NULL)"
            .formatted(REPOSITORY));
    var pool = new HikariConfig();
    pool.setJdbcUrl(database.url());
    // Its timers take one beside those of the threads.
    pool.setMaximumPoolSize(threads + 2);
    connections = new HikariDataSource(pool);
    var repository =
        new JdbcAggregationRepository(
            new DataSourceTransactionManager(connections), REPOSITORY, connections);
    repository.setDeserializationFilter("java.**;org.apache.camel.**;io.bindery.bench.**;!*");
    try {
      camel.addRoutes(route(repository, rule));
      camel.start();
      producer = camel.createProducerTemplate();
    } catch (Exception e) {
      throw new BenchException("Camel does not start", e);
    }
  }

  private static RouteBuilder route(JdbcAggregationRepository repository, Rule rule) {
    AggregationStrategy add =
        (older, newer) -> {
          if (older == null) {
            return newer;
          }
          var sum = older.getIn().getBody(Summary.class).plus(newer.getIn().getBody(Summary.class));
          older.getIn().setBody(sum);
          return older;
        };
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:events")
            .aggregate(header(PREFIX), add)
            .aggregationRepository(repository)
            // Without it the aggregator takes one event at a time.
            .optimisticLocking()
            .completionSize(rule.count())
            .completionTimeout(rule.quiet().toMillis())
            .process(exchange -> {});
      }
    };
  }

  @Override
  public Measured run(Load.Shape shape, Duration length, long seed) {
    return Crew.run(threads, shape, length, seed, i -> this::send);
  }

  private boolean send(Load load) {
    var event = load.next();
    var prefix = event.key().substring(0, event.key().lastIndexOf('/') + 1);
    Exchange sent =
        producer.send(
            "direct:events",
            exchange -> {
              exchange.getIn().setHeader(PREFIX, prefix);
              exchange.getIn().setBody(Summary.of(event));
            });
    // Two threads that both complete a hot group refuse one of the events: it does not count.
    return sent.getException() == null;
  }

  @Override
  public void close() {
    camel.stop();
    connections.close();
  }
}
