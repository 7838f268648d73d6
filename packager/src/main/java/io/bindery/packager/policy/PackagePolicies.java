package io.bindery.packager.policy;

import io.bindery.packager.template.TemplateValues;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.description.DescriptionDefaults;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All package policies in force, in the order in which they are looked through. Those of a bucket
 * can be replaced while the system runs.
 */
public final class PackagePolicies {
  /** No folder has one. */
  public static final PackagePolicies NONE = new PackagePolicies(List.of());

  private final List<PackagePolicy> configured;
  private volatile List<PackagePolicy> inForce;

  private PackagePolicies(List<PackagePolicy> configured) {
    this.configured = List.copyOf(configured);
    this.inForce = this.configured;
  }

  /** Reads the list {@code policies} of a section. */
  public static PackagePolicies from(Settings section) {
    return new PackagePolicies(
        section.sections("policies").stream().map(PolicySettings::policy).toList());
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
    return of(folder).map(PackagePolicy::contents).orElse(ContentRules.ALL);
  }

  /** Puts these in force, bucket by bucket, in place of those of the configuration. */
  void replace(Map<String, List<PackagePolicy>> set) {
    inForce =
        Stream.concat(
                set.values().stream().flatMap(List::stream),
                configured.stream().filter(policy -> !set.containsKey(policy.bucket())))
            .toList();
  }

  /** The first that is for the folder. */
  Optional<PackagePolicy> of(SourceFolder folder) {
    return inForce.stream().filter(policy -> policy.isFor(folder)).findFirst();
  }
}
