package io.bindery.localaws.exchange;

import io.bindery.localaws.exchange.Kept.Asset;
import io.bindery.localaws.exchange.Kept.Job;
import io.bindery.localaws.exchange.Kept.Revision;
import io.bindery.localaws.exchange.Kept.Source;
import io.bindery.localaws.exchange.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Looks at each step before it is made, whatever let it through, and remembers what must never
 * happen. Callers hold the store's monitor.
 */
final class Watch {
  private static final int MOST_REMEMBERED = 1_000;
  private static final int MOST_NAMED = 5;

  private final ExchangeStore store;
  private final Quotas quotas;
  private final Behaviour behaviour;
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, Set<String>> revisionsByIntent = new HashMap<>();
  private long mostImports;

  Watch(ExchangeStore store, Quotas quotas, Behaviour behaviour) {
    this.store = store;
    this.quotas = quotas;
    this.behaviour = behaviour;
    store.allRevisions().forEach(this::remember);
  }

  /** The first ones; no more than 1,000. */
  List<Violation> violations() {
    return List.copyOf(violations);
  }

  void forget() {
    violations.clear();
    mostImports = store.inProgress(Job.IMPORT);
  }

  long mostImports() {
    return mostImports;
  }

  void before(Step step) {
    step.revisions().forEach(next -> revision(next, store.revision(next.id())));
    step.goneRevisions()
        .forEach(
            id ->
                store
                    .revision(id)
                    .filter(revision -> revision.published() && !revision.isRevoked())
                    .ifPresent(revision -> tell(Kind.FINALIZED_CHANGED, revision, "was deleted")));
    step.assets().forEach(this::assetPut);
    step.goneAssets()
        .forEach(
            id ->
                store
                    .asset(id)
                    .ifPresent(
                        asset -> frozen(asset.revision(), "lost the asset " + asset.name())));
    jobs(step);
  }

  private void revision(Revision next, Optional<Revision> before) {
    if (before.isEmpty()) {
      twice(next, Kind.TWO_REVISIONS, false);
      remember(next);
      return;
    }
    Revision old = before.get();
    if (old.finalized() && next.finalized() && !old.comment().equals(next.comment())) {
      tell(Kind.FINALIZED_CHANGED, next, "got another comment");
    }
    if (old.published() && !next.finalized()) {
      tell(Kind.FINALIZED_CHANGED, next, "was opened again");
    }
    if (!old.finalized() && next.finalized()) {
      twice(next, Kind.TWO_PUBLICATIONS, true);
      complete(next);
    }
  }

  private Optional<String> intent(Revision revision) {
    Matcher matcher = behaviour.marker().matcher(revision.comment());
    return matcher.find()
        ? Optional.of(revision.dataSet() + " " + matcher.group())
        : Optional.empty();
  }

  private void remember(Revision revision) {
    intent(revision)
        .ifPresent(
            intent ->
                revisionsByIntent.computeIfAbsent(intent, i -> new HashSet<>()).add(revision.id()));
  }

  private void twice(Revision next, Kind kind, boolean onlyFinalized) {
    intent(next)
        .ifPresent(
            intent ->
                revisionsByIntent.getOrDefault(intent, Set.of()).stream()
                    .filter(id -> !id.equals(next.id()))
                    .map(store::revision)
                    .flatMap(Optional::stream)
                    .filter(other -> !other.isRevoked())
                    .filter(other -> !onlyFinalized || other.finalized())
                    .findFirst()
                    .ifPresent(other -> tell(kind, next, "has the intent of " + other.id())));
  }

  private void complete(Revision next) {
    Set<Source> there = new HashSet<>();
    together(next)
        .forEach(id -> store.assets(id).values().forEach(asset -> there.add(asset.source())));
    List<String> missing =
        store.jobs(next.id()).values().stream()
            .filter(job -> job.isImport() && !job.withdrawn())
            .flatMap(job -> job.sources().stream())
            .filter(source -> !there.contains(source))
            .map(source -> source.bucket() + "/" + source.key())
            .distinct()
            .sorted()
            .toList();
    if (!missing.isEmpty()) {
      tell(
          Kind.ASSET_MISSING,
          next,
          "was finalized without "
              + missing.size()
              + " of its assets: "
              + missing.subList(0, Math.min(MOST_NAMED, missing.size())));
    }
  }

  /**
   * This revision and others of its publication: an asset for which it has no room may be in one of
   * those.
   */
  private List<String> together(Revision revision) {
    String publication = intent(revision).map(Watch::publication).orElse("");
    if (publication.isEmpty()) {
      return List.of(revision.id());
    }
    return store.revisions(revision.dataSet()).values().stream()
        .filter(other -> intent(other).map(Watch::publication).orElse("").equals(publication))
        .map(Revision::id)
        .toList();
  }

  /** The part of an intent that all revisions of a publication have. */
  private static String publication(String intent) {
    return intent.replaceFirst("/[^/]*$", "");
  }

  private void assetPut(Asset next) {
    Optional<Asset> before = store.asset(next.id());
    if (before.isEmpty() || !Objects.equals(before.get().name(), next.name())) {
      frozen(next.revision(), "got the asset " + next.name());
    }
  }

  private void frozen(String revision, String what) {
    store
        .revision(revision)
        .filter(Revision::finalized)
        .filter(old -> !old.isRevoked())
        .ifPresent(old -> tell(Kind.FINALIZED_CHANGED, old, what));
  }

  private void jobs(Step step) {
    long more =
        step.jobs().stream()
            .filter(Job::isImport)
            .filter(Job::isInProgress)
            .filter(job -> !store.inProgress().containsKey(job.id()))
            .count();
    if (more == 0) {
      return;
    }
    long now = store.inProgress(Job.IMPORT) + more;
    mostImports = Math.max(mostImports, now);
    if (now > quotas.imports()) {
      add(
          new Violation(
              Kind.TOO_MANY_IMPORTS,
              "%d import jobs are in progress, and %d may be".formatted(now, quotas.imports())));
    }
  }

  private void tell(Kind kind, Revision revision, String what) {
    add(
        new Violation(
            kind, "The revision %s (%s) %s".formatted(revision.id(), revision.comment(), what)));
  }

  private void add(Violation violation) {
    if (violations.size() < MOST_REMEMBERED) {
      violations.add(violation);
    }
  }
}
