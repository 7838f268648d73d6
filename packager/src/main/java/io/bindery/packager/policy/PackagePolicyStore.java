package io.bindery.packager.policy;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.settings.SettingsException;
import io.bindery.platform.versioned.ChangeOutcome;
import io.bindery.platform.versioned.Origin;
import io.bindery.platform.versioned.Readable;
import io.bindery.platform.versioned.TableNames;
import io.bindery.platform.versioned.VersionedChange;
import io.bindery.platform.versioned.VersionedStore;
import io.bindery.platform.versioned.VersionedValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The package policies that are set at run time. They are kept in the database with their history,
 * stand above those of the configuration bucket by bucket, and reach every node within a second.
 */
public final class PackagePolicyStore extends VersionedStore<PackagePolicyView> {
  private static final Logger log = LoggerFactory.getLogger(PackagePolicyStore.class);

  private static final TableNames TABLE =
      new TableNames("package_policy", "bucket", "policies", "package_policy_revision");

  private final PackagePolicies policies;
  private final PackagePolicyTexts texts;
  private final VersionedValues values;

  private PackagePolicyStore(
      PackagePolicies policies, PackagePolicyTexts texts, VersionedValues values) {
    super(values);
    this.policies = policies;
    this.texts = texts;
    this.values = values;
  }

  /**
   * Puts the stored policies in force, and follows changes for as long as the system runs. Waits
   * for the database: nothing should be packaged by a policy of yesterday.
   *
   * @param policies those of the configuration that the system was started with
   * @throws io.bindery.platform.database.DatabaseException if they cannot be read
   */
  public static PackagePolicyStore start(ActorSystem<?> system, PackagePolicies policies) {
    var values = new VersionedValues(system, TABLE, "package policies");
    values.follow(latest -> policies.replace(readable(policies, latest)));
    return new PackagePolicyStore(
        policies, PackagePolicyTexts.from(system.settings().config()), values);
  }

  private static Map<String, List<PackagePolicy>> readable(
      PackagePolicies policies, Map<String, VersionedChange> latest) {
    var set = new LinkedHashMap<String, List<PackagePolicy>>();
    latest.forEach(
        (bucket, change) ->
            change
                .value()
                .ifPresent(
                    kept -> {
                      var read = read(policies, bucket, kept);
                      read.value().ifPresent(value -> set.put(bucket, value));
                      read.broken()
                          .ifPresent(
                              reason ->
                                  log.error(
                                      "the stored package policies of bucket {} cannot be used,"
                                          + " the configuration's stand: {}",
                                      bucket,
                                      reason));
                    }));
    return set;
  }

  private static Readable<List<PackagePolicy>> read(
      PackagePolicies policies, String bucket, Map<String, Object> kept) {
    return Readable.of(
        () -> PackagePolicyTexts.read(bucket, PackagePolicyTexts.unwrapped(kept), policies::read));
  }

  /** The policies of one bucket. */
  public CompletionStage<PackagePolicyView> of(String bucket) {
    return values.latest(bucket).thenApply(latest -> view(bucket, latest));
  }

  @Override
  protected CompletionStage<Optional<PackagePolicyView>> find(String bucket) {
    return of(bucket).thenApply(Optional::of);
  }

  /**
   * Sets all policies of a bucket.
   *
   * @param worded each as an entry of {@code bindery.packager.policies}, without the bucket
   * @param expected version that the bucket's policies must be at; absent: whichever
   * @param who for the history
   * @throws SettingsException if a policy is not allowed, or can never work
   */
  public CompletionStage<ChangeOutcome<PackagePolicyView>> set(
      String bucket, List<Map<String, Object>> worded, OptionalLong expected, String who) {
    var checked = PackagePolicyTexts.read(bucket, worded, policies::readNew);
    log.debug("package policies of bucket {}: {} can be read", bucket, checked.size());
    return change(bucket, Optional.of(PackagePolicyTexts.kept(worded)), expected, who);
  }

  /**
   * What is kept, as it was worded; what is no list of policies at all is told as broken, and shown
   * as none.
   */
  public static List<Map<String, Object>> worded(Map<String, Object> kept) {
    return Readable.of(() -> PackagePolicyTexts.unwrapped(kept)).value().orElse(List.of());
  }

  private PackagePolicyView view(String bucket, Optional<VersionedChange> latest) {
    var kept = latest.flatMap(VersionedChange::value);
    var set = kept.map(PackagePolicyStore::worded);
    var own = set.or(() -> Optional.ofNullable(texts.configured().get(bucket)));
    return new PackagePolicyView(
        bucket,
        latest.map(VersionedChange::version).orElse(0L),
        Origin.of(set, own),
        own.orElse(List.of()),
        latest.map(VersionedChange::changedBy),
        latest.map(VersionedChange::changedAt),
        kept.flatMap(value -> read(policies, bucket, value).broken()));
  }
}
