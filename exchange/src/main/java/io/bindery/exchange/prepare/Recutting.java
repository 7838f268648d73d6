package io.bindery.exchange.prepare;

import io.bindery.exchange.plan.PlanSummary;
import io.bindery.exchange.plan.Quotas;
import io.bindery.exchange.plan.Recut;
import io.bindery.platform.database.Tables;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Cuts a plan in the database again; the old one is not touched. It waits for the database. */
final class Recutting {
  private static final int PAGE = 500;

  private final PlanRows rows;
  private final String publicationId;
  private final int plan;
  private final Quotas quotas;
  private final Duration jobTime;
  private final PlanWriting writing;

  private final Set<Long> revisions = new HashSet<>();
  private long jobs;

  Recutting(Tables tables, String publicationId, int plan, Quotas quotas, Duration jobTime) {
    this.rows = new PlanRows(tables);
    this.publicationId = publicationId;
    this.plan = plan;
    this.quotas = quotas;
    this.jobTime = jobTime;
    this.writing = PlanWriting.begin(tables, publicationId);
  }

  Preparation.Prepared cut(Map<Long, Set<Integer>> made) throws IOException {
    var before =
        Waiting.done(rows.summary(publicationId, plan))
            .orElseThrow(
                () ->
                    new IOException(
                        "publication %s has no plan %d".formatted(publicationId, plan)));
    Recut.of(
        quotas,
        new Old(),
        made,
        (revision, job, assets, bytes, packed) -> {
          revisions.add(revision);
          jobs++;
          writing.job(revision, job, assets, bytes, packed);
        });
    var summary = summary(before);
    writing.end(summary);
    return new Preparation.Prepared(writing.plan(), summary);
  }

  private PlanSummary summary(PlanSummary before) {
    long waves = (jobs + quotas.jobsAtOnce() - 1) / quotas.jobsAtOnce();
    return before.cutInto(revisions.size(), jobs, jobTime.multipliedBy(waves));
  }

  /** The old plan, a page of revisions at a time; they are asked for in order. */
  private final class Old implements Recut.Old {
    private List<PlanRows.Revision> page = page(0);
    private final long count = last() + 1;

    @Override
    public long revisions() {
      return count;
    }

    @Override
    public int jobs(long revision) {
      return find(revision).map(PlanRows.Revision::nextJob).orElse(0);
    }

    @Override
    public Optional<byte[]> packed(long revision, int job) {
      return Waiting.done(rows.packed(publicationId, plan, revision, job));
    }

    private Optional<PlanRows.Revision> find(long revision) {
      if (page.isEmpty()
          || revision < page.get(0).number()
          || revision > page.get(page.size() - 1).number()) {
        page = page(revision);
      }
      return page.stream().filter(it -> it.number() == revision).findFirst();
    }

    private List<PlanRows.Revision> page(long from) {
      return Waiting.done(rows.revisions(publicationId, plan, from, PAGE));
    }

    private long last() {
      return Waiting.done(rows.lastRevision(publicationId, plan));
    }
  }
}
