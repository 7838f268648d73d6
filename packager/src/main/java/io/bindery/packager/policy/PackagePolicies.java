package io.bindery.packager.policy;

import io.bindery.packager.template.TemplateValues;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.description.DescriptionDefaults;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.pattern.PathPattern;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All package policies in force, in the order in which they are looked through. Those of a bucket
 * can be replaced while the system runs.
 */
public final class PackagePolicies {
  /** No folder has one. */
  public static final PackagePolicies NONE =
      new PackagePolicies(
          List.of(), NoticeRules.NONE, ConsentRules.STANDARD, List.of(), Optional.empty());

  private final List<PackagePolicy> configured;

  /** Stands above all others, those of run time too. */
  private final Optional<Canary> canary;

  private volatile List<PackagePolicy> inForce;

  private final NoticeRules notices;
  private final ConsentRules consent;
  private final List<String> registries;
  private final PresetPolicies presets;

  private PackagePolicies(
      List<PackagePolicy> configured,
      NoticeRules notices,
      ConsentRules consent,
      List<String> registries,
      Optional<Canary> canary) {
    this.configured = List.copyOf(configured);
    this.canary = canary;
    this.inForce = this.configured;
    this.notices = notices;
    this.consent = consent;
    this.registries = List.copyOf(registries);
    this.presets = new PresetPolicies(registries, notices, consent);
  }

  /** Reads the list {@code policies} of a section, and what holds beside them. */
  public static PackagePolicies from(Settings section) {
    var notices =
        section.has("notices") ? NoticeRules.from(section.section("notices")) : NoticeRules.NONE;
    var consent =
        section.has("suggestions")
            ? ConsentRules.from(section.section("suggestions"))
            : ConsentRules.STANDARD;
    return new PackagePolicies(
        section.sections("policies").stream()
            .map(policy -> feasible(policy, section.texts("registries"), notices, consent))
            .toList(),
        notices,
        consent,
        section.texts("registries"),
        Optional.empty());
  }

  /** These, with a policy for the folders of canaries. */
  public PackagePolicies with(CanarySettings canaries) {
    return new PackagePolicies(
        configured,
        notices,
        consent,
        registries,
        canaries
            .place()
            .map(
                place ->
                    new Canary(
                        place,
                        PackagePolicy.ofCanary(
                            place, canaries.notices() ? notices : NoticeRules.NONE))));
  }

  /** The folders of canaries, and what their package is like. */
  private record Canary(CanarySettings.Place place, PackagePolicy policy) {
    /** Its files are removed after a while: no package of a folder above may hold them. */
    Optional<PathPattern> leftOutOf(SourceFolder folder) {
      var path = place.prefix().substring(0, place.prefix().length() - 1);
      return place.bucket().equals(folder.bucket()) && path.startsWith(folder.prefix())
          ? Optional.of(PathPattern.of(path.substring(folder.prefix().length())))
          : Optional.empty();
    }
  }

  /**
   * What descriptions leave out.
   *
   * @param time that dates in templates are of
   */
  public DescriptionDefaults defaults(Instant time) {
    return new PolicyDefaults(this, time);
  }

  /** Where the metadata of a folder's package comes from besides its description. */
  public MetadataRules metadata(SourceFolder folder) {
    return of(folder).map(PackagePolicy::metadata).orElse(MetadataRules.NONE);
  }

  /** What templates stand for that are filled in when all else is known. */
  public TemplateValues values(PackageDescription description, SourceFolder folder) {
    var match = of(folder).flatMap(policy -> policy.naming().match());
    return PolicyDefaults.named(
        // No such template has a date.
        TemplateValues.of(folder, match, Instant.EPOCH),
        description.registry(),
        description.name(),
        description.workflow());
  }

  /** What of a folder is packaged. */
  public ContentRules contents(SourceFolder folder) {
    var rules = of(folder).map(PackagePolicy::contents).orElse(ContentRules.ALL);
    return canary.flatMap(it -> it.leftOutOf(folder)).map(rules::excluding).orElse(rules);
  }

  /**
   * The pattern that leaves an object out of the package of a folder, if one does; ignore files of
   * the folder are not read.
   *
   * @param key of the object, which is in the folder
   */
  public Optional<String> excluding(SourceFolder folder, String key) {
    var path = PathPattern.split(key.substring(folder.prefix().length()));
    return contents(folder).exclude().stream()
        .filter(pattern -> pattern.covers(path))
        .map(PathPattern::text)
        .findFirst();
  }

  private static PackagePolicy feasible(
      Settings policy, List<String> registries, NoticeRules notices, ConsentRules consent) {
    return Feasible.checked(
        policy, PolicySettings.policy(policy, registries, notices, consent), registries);
  }

  /**
   * Reads one policy as those of the configuration are read.
   *
   * @throws io.bindery.platform.settings.SettingsException if it is not allowed, or can never work
   */
  PackagePolicy readNew(Settings policy) {
    return feasible(policy, registries, notices, consent);
  }

  /**
   * Reads a policy that is stored.
   *
   * @throws io.bindery.platform.settings.SettingsException if it is not allowed
   */
  PackagePolicy read(Settings policy) {
    return PolicySettings.policy(policy, registries, notices, consent);
  }

  /** Puts these in force, bucket by bucket, in place of those of the configuration. */
  void replace(Map<String, List<PackagePolicy>> set) {
    inForce =
        Stream.concat(
                set.values().stream().flatMap(List::stream),
                configured.stream().filter(policy -> !set.containsKey(policy.bucket())))
            .toList();
  }

  /** The bucket for a package that its registry's rules refuse. */
  public Optional<String> quarantine(PackageDescription description) {
    return description.source() instanceof SourceFolder folder
        ? of(folder)
            .flatMap(PackagePolicy::quarantine)
            .filter(bucket -> !bucket.equals(description.registry()))
        : Optional.empty();
  }

  /**
   * Who is told of the end of a job.
   *
   * @param description absent if it is not known any more
   */
  public NoticeRules notices(Optional<PackageDescription> description) {
    return description
        .map(PackageDescription::source)
        .filter(SourceFolder.class::isInstance)
        .flatMap(source -> of((SourceFolder) source))
        .map(PackagePolicy::notices)
        .orElse(notices);
  }

  /** The topics that are told of ends of jobs now, with the setting that names each. */
  public Map<String, String> topics() {
    var named = named(policy -> policy.notices().topicArn());
    notices.topicArn().ifPresent(topic -> named.put(topic, "bindery.packager.notices.topic-arn"));
    return named;
  }

  /** The buckets for packages that break their rules now, with the setting that names each. */
  public Map<String, String> quarantines() {
    return named(PackagePolicy::quarantine);
  }

  private Map<String, String> named(Function<PackagePolicy, Optional<String>> name) {
    var named = new TreeMap<String, String>();
    for (var policy : inForce) {
      name.apply(policy).ifPresent(it -> named.putIfAbsent(it, setting(policy)));
    }
    return named;
  }

  private String setting(PackagePolicy policy) {
    return configured.contains(policy)
        ? "bindery.packager.policies"
        : "package policies of bucket " + policy.bucket();
  }

  /** Whether anybody is told of such an end of any job. */
  public boolean wantsNotices(NoticeKind kind) {
    return notices.wants(kind) || inForce.stream().anyMatch(it -> it.notices().wants(kind));
  }

  /** Whether a folder's package is made if nobody ordered it. */
  public ConsentRules consent(SourceFolder folder) {
    return of(folder).map(PackagePolicy::consent).orElse(consent);
  }

  /** The buckets with folders whose objects are hashed as their notices come. */
  public Set<String> hashedAhead() {
    return inForce.stream()
        .filter(PackagePolicy::mayHashAhead)
        .map(PackagePolicy::bucket)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether objects of a folder are hashed as their notices come: never if no package is made. */
  public boolean hashesAhead(SourceFolder folder) {
    return of(folder)
        .filter(PackagePolicy::hashAhead)
        .filter(policy -> policy.consent().making() != Making.OFF)
        .isPresent();
  }

  /** Which files are added to a folder's package. */
  public EnhanceRules enhancements(SourceFolder folder) {
    return of(folder).map(PackagePolicy::enhancements).orElse(EnhanceRules.NONE);
  }

  /** The first that is for the folder. */
  Optional<PackagePolicy> of(SourceFolder folder) {
    var ofCanary = canary.map(Canary::policy).filter(policy -> policy.isFor(folder));
    if (ofCanary.isPresent()) {
      return ofCanary;
    }
    var own = inForce.stream().filter(policy -> policy.isFor(folder)).findFirst();
    return presets.applied(folder, own);
  }

  /**
   * From now on folders have the presets that this tells, where their package policy says nothing
   * of a preset.
   *
   * @param presetOf a folder; quick, and called by any thread
   */
  public void follow(Function<SourceFolder, Optional<PresetFile>> presetOf) {
    presets.follow(presetOf);
  }
}
