package io.bindery.packager.assembly;

import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.ignore.Exclusions;
import io.bindery.quilt.ignore.IgnoreRules;
import io.bindery.quilt.ignore.IgnoreStyle;
import io.bindery.quilt.s3.S3Uri;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what stays out of a package: by its policy, and by the ignore file in its folder. */
final class IgnoreFiles {
  private final SmallObjects objects;
  private final PackagePolicies policies;

  IgnoreFiles(SmallObjects objects, PackagePolicies policies) {
    this.objects = objects;
    this.policies = policies;
  }

  CompletionStage<Exclusions> exclusions(SourceFolder folder) {
    var rules = policies.contents(folder);
    var added = policies.enhancements(folder).ignoreLines();
    if (rules.ignoreFile() == IgnoreStyle.OFF && added.isEmpty()) {
      return CompletableFuture.completedFuture(new Exclusions(rules.exclude(), Optional.empty()));
    }
    var uri = S3Uri.of(folder.bucket(), folder.prefix() + IgnoreRules.FILE);
    return objects
        .read(uri, "ignore file", IgnoreRules.MAX_BYTES)
        .thenApply(
            file ->
                new Exclusions(
                    rules.exclude(),
                    file.isPresent()
                        ? own(rules.ignoreFile(), file.get(), uri)
                        : added.map(lines -> added(rules.ignoreFile(), lines))));
  }

  private static Optional<IgnoreRules> own(IgnoreStyle style, byte[] file, S3Uri uri) {
    return style == IgnoreStyle.OFF
        ? Optional.empty()
        : Optional.of(IgnoreRules.parse(style, file, uri));
  }

  /** What an added file says is so of the package that it is added to. */
  private static IgnoreRules added(IgnoreStyle style, List<String> lines) {
    return IgnoreRules.parse(
        style == IgnoreStyle.OFF ? IgnoreStyle.QUILT : style,
        String.join("\n", lines).getBytes(StandardCharsets.UTF_8),
        "of the policy");
  }
}
