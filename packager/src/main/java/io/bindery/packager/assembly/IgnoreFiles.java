package io.bindery.packager.assembly;

import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.ignore.Exclusions;
import io.bindery.packager.ignore.IgnoreRules;
import io.bindery.packager.ignore.IgnoreStyle;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.protocol.s3.S3Uri;
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
    if (rules.ignoreFile() == IgnoreStyle.OFF) {
      return CompletableFuture.completedFuture(new Exclusions(rules.exclude(), Optional.empty()));
    }
    var uri = S3Uri.of(folder.bucket(), folder.prefix() + IgnoreRules.FILE);
    return objects
        .read(uri, "ignore file", IgnoreRules.MAX_BYTES)
        .thenApply(
            file ->
                new Exclusions(
                    rules.exclude(),
                    file.map(bytes -> IgnoreRules.parse(rules.ignoreFile(), bytes, uri))));
  }
}
