package io.bindery.router.policy;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.settings.SettingsException;
import io.bindery.platform.versioned.ChangeOutcome;
import io.bindery.platform.versioned.Origin;
import io.bindery.platform.versioned.Readable;
import io.bindery.platform.versioned.TableNames;
import io.bindery.platform.versioned.VersionedChange;
import io.bindery.platform.versioned.VersionedStore;
import io.bindery.platform.versioned.VersionedValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies that are set at run time. They are kept in the database with their history, stand
 * above those of the configuration bucket by bucket, and reach the registry of every node within a
 * second.
 */
public final class PolicyStore extends VersionedStore<PolicyView> {
  private static final Logger log = LoggerFactory.getLogger(PolicyStore.class);

  private static final TableNames TABLE =
      new TableNames("bucket_policy", "bucket", "policy", "policy_revision");

  private final Policies configured;
  private final PolicyTexts texts;
  private final VersionedValues values;

  private PolicyStore(Policies configured, PolicyTexts texts, VersionedValues values) {
    super(values);
    this.configured = configured;
    this.texts = texts;
    this.values = values;
  }

  /**
   * Puts the stored policies in force, and follows changes for as long as the system runs. Waits
   * for the database: nothing should be batched, or refused, by a policy of yesterday.
   *
   * @param registry holds the policies of the configuration that the system was started with
   * @throws io.bindery.platform.database.DatabaseException if they cannot be read
   */
  public static PolicyStore start(ActorSystem<?> system, PolicyRegistry registry) {
    var store =
        new PolicyStore(
            registry.current(),
            PolicyTexts.from(system.settings().config()),
            new VersionedValues(system, TABLE, "policies"));
    store.values.follow(latest -> registry.replace(store.merged(latest)));
    return store;
  }

  /**
   * The policies of all buckets that the configuration names or that have one of run time, by name.
   *
   * @param after {@link Page#next()} of the page before
   */
  public CompletionStage<Page<PolicyView>> buckets(Optional<Cursor> after, int limit) {
    return values
        .latest(after, limit)
        .thenApply(
            stored -> {
              var latest = new TreeMap<String, Optional<VersionedChange>>();
              stored.items().forEach(it -> latest.put(it.getKey(), Optional.of(it.getValue())));
              var first = after.map(Cursor::id).orElse("");
              var names = new TreeSet<>(texts.configured().keySet()).tailSet(first, false);
              // Beyond the last one of this page there may be stored ones that nobody read yet.
              stored
                  .next()
                  .map(Cursor::id)
                  .map(last -> names.headSet(last, true))
                  .orElse(names)
                  .forEach(name -> latest.putIfAbsent(name, Optional.empty()));
              var views =
                  latest.entrySet().stream()
                      .filter(it -> isListed(it.getKey(), it.getValue()))
                      .map(it -> view(it.getKey(), it.getValue()))
                      .toList();
              var page = Page.of(views, limit, view -> Cursor.of(view.bucket()));
              return new Page<>(page.rows(), page.more() || stored.more());
            });
  }

  private boolean isListed(String bucket, Optional<VersionedChange> latest) {
    return texts.configured().containsKey(bucket)
        || latest.flatMap(VersionedChange::value).isPresent();
  }

  /** The policy of one bucket. */
  public CompletionStage<PolicyView> of(String bucket) {
    return values.latest(bucket).thenApply(latest -> view(bucket, latest));
  }

  @Override
  protected CompletionStage<Optional<PolicyView>> find(String bucket) {
    return of(bucket).thenApply(Optional::of);
  }

  /**
   * Sets the policy of a bucket, watched or not.
   *
   * @param policy worded as an entry of {@code bindery.router.buckets}
   * @param expected version that the bucket's policy must be at; absent: whichever
   * @param who for the history
   * @throws SettingsException if the policy is not allowed
   */
  public CompletionStage<ChangeOutcome<PolicyView>> set(
      String bucket, Map<String, Object> policy, OptionalLong expected, String who) {
    texts.read(bucket, PolicyTexts.worded(policy));
    return change(bucket, Optional.of(policy), expected, who);
  }

  /**
   * Reads a policy as {@link #set} does, and sets it nowhere.
   *
   * @throws SettingsException if the policy is not allowed
   */
  public BucketPolicy candidate(String bucket, Map<String, Object> policy) {
    return texts.read(bucket, PolicyTexts.worded(policy));
  }

  /**
   * All that is wrong with a policy, as far as one thing can be told beside another; it is set
   * nowhere.
   */
  public PolicyCheck check(String bucket, Map<String, Object> policy) {
    var problems = new ArrayList<SettingsException>();
    var rest = PolicyTexts.worded(policy);
    while (true) {
      try {
        var read = texts.read(bucket, rest);
        return problems.isEmpty()
            ? new PolicyCheck(List.of(), Optional.of(read), texts.effective(rest))
            : new PolicyCheck(problems, Optional.empty(), Map.of());
      } catch (SettingsException e) {
        problems.add(e);
        // What is wrong is left out, so that the next thing is found.
        var without = PolicyTexts.without(rest, e.path());
        if (without.equals(rest)) {
          return new PolicyCheck(problems, Optional.empty(), Map.of());
        }
        rest = without;
      }
    }
  }

  private PolicyView view(String bucket, Optional<VersionedChange> latest) {
    var set = latest.flatMap(VersionedChange::value).map(PolicyTexts::worded);
    var own = set.or(() -> Optional.ofNullable(texts.configured().get(bucket)));
    Config worded = own.orElseGet(ConfigFactory::empty);
    return new PolicyView(
        bucket,
        latest.map(VersionedChange::version).orElse(0L),
        Origin.of(set, own),
        worded.root().unwrapped(),
        texts.effective(worded),
        latest.map(VersionedChange::changedBy),
        latest.map(VersionedChange::changedAt),
        latest.flatMap(VersionedChange::value).flatMap(policy -> read(bucket, policy).broken()));
  }

  private Policies merged(Map<String, VersionedChange> latest) {
    var policies = configured;
    for (var entry : latest.entrySet()) {
      var policy = entry.getValue().value();
      if (policy.isPresent()) {
        policies = with(policies, entry.getKey(), policy.get());
      }
    }
    return policies;
  }

  private Policies with(Policies policies, String bucket, Map<String, Object> policy) {
    var read = read(bucket, policy);
    read.broken()
        .ifPresent(
            reason ->
                log.error(
                    "the stored policy of bucket {} cannot be used, the configuration's stands: {}",
                    bucket,
                    reason));
    return read.value().map(policies::with).orElse(policies);
  }

  private Readable<BucketPolicy> read(String bucket, Map<String, Object> policy) {
    return Readable.of(() -> texts.read(bucket, PolicyTexts.worded(policy)));
  }
}
