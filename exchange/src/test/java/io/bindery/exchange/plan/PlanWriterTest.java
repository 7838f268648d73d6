package io.bindery.exchange.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.bindery.exchange.manifest.Mode;
import io.bindery.exchange.manifest.Place;
import io.bindery.platform.settings.Settings;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the quotas that AWS has by default cut assets into revisions and jobs. */
class PlanWriterTest {
  @TempDir private Path directory;

  private static Quotas quotas() {
    var config = ConfigFactory.parseResources("application.conf").resolve();
    return Quotas.from(Settings.whole(config.getConfig("bindery.exchange.quotas")));
  }

  @ParameterizedTest(name = "{0} assets: {1} revisions, {2} jobs")
  @CsvSource({
    "1, 1, 1",
    "100, 1, 1",
    "101, 1, 2",
    "10000, 1, 100",
    "10001, 2, 101",
    "20000, 2, 200",
    "25000, 3, 250"
  })
  void assetsAreCutByTheQuotasOfAws(int assets, int revisions, int jobs) throws IOException {
    try (var writer = new PlanWriter(Spool.open(directory), quotas())) {
      for (int i = 0; i < assets; i++) {
        writer.add(new Asset(object(i), 1, "etag", Place.NONE), 0);
      }
      assertThat(writer.revisions()).isEqualTo(revisions);
      assertThat(writer.jobs()).isEqualTo(jobs);
      try (var plan = writer.finish(summary(writer))) {
        assertThat(sizes(plan)).allMatch(size -> size <= 100).hasSize(jobs);
        assertThat(plan.revision(revisions - 1L).assets())
            .isEqualTo(assets - 10_000 * (revisions - 1));
        var last = plan.revision(revisions - 1L);
        var tail = plan.assets(last, last.jobs() - 1);
        assertThat(tail.get(tail.size() - 1).object()).isEqualTo(object(assets - 1));
      }
    }
  }

  private static S3Uri object(int number) {
    return S3Uri.of("lab", "%06d".formatted(number));
  }

  /** The assets of each job. */
  private static List<Integer> sizes(PlanFile plan) throws IOException {
    var sizes = new ArrayList<Integer>();
    for (long i = 0; i < plan.summary().revisions(); i++) {
      var revision = plan.revision(i);
      int assets = 0;
      for (int job = 0; job < revision.jobs(); job++) {
        sizes.add(plan.assets(revision, job).size());
        assets += plan.assets(revision, job).size();
      }
      assertThat(assets).isEqualTo(revision.assets()).isLessThanOrEqualTo(10_000);
    }
    return sizes;
  }

  private static PlanSummary summary(PlanWriter writer) {
    return new PlanSummary(
        Optional.empty(),
        "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6",
        Optional.empty(),
        Map.of(),
        Mode.IMPORT,
        writer.assets(),
        writer.bytes(),
        writer.revisions(),
        writer.jobs(),
        Duration.ZERO,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        "0".repeat(64));
  }
}
