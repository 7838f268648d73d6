package io.bindery.router.policy;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.database.Tables;
import io.bindery.platform.settings.SettingsException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies that are set at run time. They are kept in the database with their history, stand
 * above those of the configuration bucket by bucket, and reach the registry of every node within a
 * second.
 */
public final class PolicyStore {
  private static final Logger log = LoggerFactory.getLogger(PolicyStore.class);

  /** The pause between two looks for changes that other nodes took. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(5);

  /** A node that starts has nothing to go by, and a busy database is no reason to end. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  /** Changes without an expected version try again so often when another one was faster. */
  private static final int ATTEMPTS = 5;

  private final PolicyRegistry registry;
  private final Policies configured;
  private final PolicyTexts texts;
  private final PolicyRows rows;
  private final Clock clock;

  /** Loads come one after another, so that no older one is put in force after a newer one. */
  private CompletionStage<Done> loading = CompletableFuture.completedFuture(Done.done());

  private volatile long loadedRevision = -1;
  private volatile boolean failing;

  private PolicyStore(PolicyRegistry registry, PolicyTexts texts, PolicyRows rows, Clock clock) {
    this.registry = registry;
    this.configured = registry.current();
    this.texts = texts;
    this.rows = rows;
    this.clock = clock;
  }

  /**
   * Puts the stored policies in force, and follows changes for as long as the system runs. Waits
   * for the database: nothing should be batched, or refused, by a policy of yesterday.
   *
   * @param registry holds the policies of the configuration that the system was started with
   * @throws DatabaseException if they cannot be read
   */
  public static PolicyStore start(ActorSystem<?> system, PolicyRegistry registry) {
    var store =
        new PolicyStore(
            registry,
            PolicyTexts.from(system.settings().config()),
            new PolicyRows(Tables.of(system)),
            Clock.systemUTC());
    store.loadFirst();
    system.scheduler().scheduleWithFixedDelay(POLL, POLL, store::follow, system.executionContext());
    return store;
  }

  /** The policies of all buckets that the configuration names or that have one of run time. */
  public CompletionStage<List<PolicyView>> buckets() {
    return rows.latest()
        .thenApply(
            latest -> {
              var names = new TreeSet<>(texts.configured().keySet());
              latest.forEach((bucket, change) -> change.policy().ifPresent(p -> names.add(bucket)));
              return names.stream()
                  .map(bucket -> view(bucket, Optional.ofNullable(latest.get(bucket))))
                  .toList();
            });
  }

  /** The policy of one bucket. */
  public CompletionStage<PolicyView> of(String bucket) {
    return rows.history(bucket, 1).thenApply(changes -> view(bucket, changes.stream().findFirst()));
  }

  /** The changes of a bucket's policy, the last one first. */
  public CompletionStage<List<PolicyChange>> history(String bucket, int limit) {
    return rows.history(bucket, limit);
  }

  /**
   * Sets the policy of a bucket, watched or not.
   *
   * @param policy worded as an entry of {@code bindery.router.buckets}
   * @param expected version that the bucket's policy must be at; absent: whichever
   * @param who for the history
   * @throws SettingsException if the policy is not allowed
   */
  public CompletionStage<PolicyOutcome> set(
      String bucket, Map<String, Object> policy, OptionalLong expected, String who) {
    texts.read(bucket, PolicyTexts.worded(policy));
    return change(bucket, Optional.of(policy), expected, who, ATTEMPTS);
  }

  /**
   * Reads a policy as {@link #set} does, and sets it nowhere.
   *
   * @throws SettingsException if the policy is not allowed
   */
  public BucketPolicy candidate(String bucket, Map<String, Object> policy) {
    return texts.read(bucket, PolicyTexts.worded(policy));
  }

  /** Takes the policy of run time away: that of the configuration, if any, is in force again. */
  public CompletionStage<PolicyOutcome> remove(String bucket, OptionalLong expected, String who) {
    return change(bucket, Optional.empty(), expected, who, ATTEMPTS);
  }

  private CompletionStage<PolicyOutcome> change(
      String bucket,
      Optional<Map<String, Object>> policy,
      OptionalLong expected,
      String who,
      int attempts) {
    return rows.history(bucket, 1)
        .thenCompose(
            changes -> {
              var latest = changes.stream().findFirst();
              long version = latest.map(PolicyChange::version).orElse(0L);
              if (expected.isPresent() && expected.getAsLong() != version) {
                return done(new PolicyOutcome.OtherVersion(version));
              }
              if (policy.isEmpty() && latest.flatMap(PolicyChange::policy).isEmpty()) {
                return done(new PolicyOutcome.NotSet());
              }
              return rows.change(
                      bucket, version, policy, who, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                  .thenCompose(
                      stored -> {
                        if (stored) {
                          log.info(
                              "policy of bucket {}: version {} {} by {}",
                              bucket,
                              version + 1,
                              policy.isPresent() ? "set" : "taken away",
                              who);
                          return load()
                              .thenCompose(loaded -> of(bucket))
                              .thenApply(PolicyOutcome.Changed::new);
                        }
                        return attempts > 1
                            ? change(bucket, policy, expected, who, attempts - 1)
                            : done(new PolicyOutcome.OtherVersion(version + 1));
                      });
            });
  }

  private static CompletionStage<PolicyOutcome> done(PolicyOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  private PolicyView view(String bucket, Optional<PolicyChange> latest) {
    var set = latest.flatMap(PolicyChange::policy).map(PolicyTexts::worded);
    var own = set.or(() -> Optional.ofNullable(texts.configured().get(bucket)));
    var source =
        set.isPresent()
            ? PolicyView.Source.API
            : own.isPresent() ? PolicyView.Source.CONFIGURATION : PolicyView.Source.NONE;
    Config worded = own.orElseGet(ConfigFactory::empty);
    return new PolicyView(
        bucket,
        latest.map(PolicyChange::version).orElse(0L),
        source,
        worded.root().unwrapped(),
        texts.effective(worded),
        latest.map(PolicyChange::changedBy),
        latest.map(PolicyChange::changedAt));
  }

  private void follow() {
    within(LOAD_TIMEOUT, rows.revision())
        .thenCompose(
            revision ->
                revision == loadedRevision
                    ? CompletableFuture.completedFuture(Done.done())
                    : load())
        .whenComplete((done, failure) -> report(failure));
  }

  private void loadFirst() {
    try {
      load(START_TIMEOUT).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new DatabaseException(
          "The policies cannot be read from the database: %s. See that it is there and not overloaded."
              .formatted(e.getCause()),
          e.getCause());
    }
  }

  private CompletionStage<Done> load() {
    return load(LOAD_TIMEOUT);
  }

  private synchronized CompletionStage<Done> load(Duration patience) {
    var next =
        loading.handle((before, failure) -> loadNow(patience)).thenCompose(Function.identity());
    loading = next;
    return next;
  }

  private CompletionStage<Done> loadNow(Duration patience) {
    // The revision first: what changes in between is loaded again.
    return within(
            patience,
            rows.revision()
                .thenCompose(
                    revision -> rows.latest().thenApply(latest -> Map.entry(revision, latest))))
        .thenApply(
            loaded -> {
              registry.replace(merged(loaded.getValue()));
              loadedRevision = loaded.getKey();
              return Done.done();
            });
  }

  private static <T> CompletionStage<T> within(Duration patience, CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(patience.toSeconds(), TimeUnit.SECONDS);
  }

  private Policies merged(Map<String, PolicyChange> latest) {
    var policies = configured;
    for (var entry : latest.entrySet()) {
      var policy = entry.getValue().policy();
      if (policy.isPresent()) {
        policies = with(policies, entry.getKey(), policy.get());
      }
    }
    return policies;
  }

  /** What a newer version of Bindery stored may not be readable here. */
  private Policies with(Policies policies, String bucket, Map<String, Object> policy) {
    try {
      return policies.with(texts.read(bucket, PolicyTexts.worded(policy)));
    } catch (SettingsException e) {
      log.error(
          "the stored policy of bucket {} cannot be used, the configuration's stands: {}",
          bucket,
          e.getMessage());
      return policies;
    }
  }

  private void report(Throwable failure) {
    if (failure != null && !failing) {
      log.warn("changes of policies cannot be read, trying again: {}", failure.toString());
    }
    failing = failure != null;
  }
}
