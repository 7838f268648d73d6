package io.bindery.packager.policy;

import io.bindery.packager.template.Template;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.preset.PresetFile;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.pattern.PathPattern;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the packages of some folders are like.
 *
 * @param bucket of the folders
 * @param prefix for the folders' prefixes; absent = all folders of the bucket
 * @param quarantine the bucket for packages that break their registry's rules; absent = they fail
 * @param notices who is told of the end of jobs
 * @param naming what a package is called and where it goes
 * @param metadata where metadata comes from besides the description
 * @param contents what of a folder is packaged
 * @param enhancements which files are added
 * @param consent whether packages are made that nobody ordered
 * @param hashAhead whether objects are hashed as their notices come
 * @param variants what the policy comes to if a preset holds for the folder's bucket; empty if it
 *     names a preset itself, or none
 */
record PackagePolicy(
    String bucket,
    Optional<PathPattern> prefix,
    Optional<String> quarantine,
    NoticeRules notices,
    NamingRules naming,
    MetadataRules metadata,
    ContentRules contents,
    EnhanceRules enhancements,
    ConsentRules consent,
    boolean hashAhead,
    Map<PresetFile, PackagePolicy> variants) {

  PackagePolicy {
    variants = Map.copyOf(variants);
  }

  /** The policy, where a preset holds for the folder's bucket. */
  PackagePolicy under(Optional<PresetFile> preset) {
    return preset.map(variants::get).orElse(this);
  }

  /** What the package of canaries is like: one small file, of which nothing more is made. */
  static PackagePolicy ofCanary(CanarySettings.Place place, NoticeRules notices) {
    return new PackagePolicy(
        place.bucket(),
        Optional.of(PathPattern.of(place.prefix().replaceFirst("/$", ""))),
        Optional.empty(),
        notices,
        new NamingRules(
            Optional.empty(),
            Optional.of(Template.parse(place.packageName().value(), Set.of())),
            Optional.of(place.registry()),
            place.workflow().map(WorkflowChoice::named).orElse(WorkflowChoice.UNSPECIFIED),
            Optional.of(Template.parse("Canary: proves the way to a package", Set.of()))),
        MetadataRules.NONE,
        ContentRules.ALL,
        EnhanceRules.NONE,
        new ConsentRules(Making.AUTO, Owned.REVISE),
        false,
        Map.of());
  }

  /** Whether it has objects of any folder hashed as their notices come. */
  boolean mayHashAhead() {
    return hashAhead || variants.values().stream().anyMatch(PackagePolicy::hashAhead);
  }

  boolean isFor(SourceFolder folder) {
    return bucket.equals(folder.bucket())
        && (prefix.isEmpty() || prefix.get().covers(segments(folder)));
  }

  private static List<String> segments(SourceFolder folder) {
    var prefix = folder.prefix();
    return prefix.isEmpty()
        ? List.of()
        : PathPattern.split(prefix.substring(0, prefix.length() - 1));
  }
}
