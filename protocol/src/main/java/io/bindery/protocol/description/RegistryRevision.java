package io.bindery.protocol.description;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.uri.PackageUri;
import java.util.Optional;

/**
 * A revision of a package in another registry, which is promoted.
 *
 * @param registry the bucket that it is in
 * @param name of the package there
 * @param topHash all 64 digits
 * @param destination folders of the new registry below which copies go; without slashes at its ends
 */
public record RegistryRevision(
    String registry, PackageName name, String topHash, Optional<String> destination)
    implements PackageSource {

  public RegistryRevision {
    requireNonNull(registry, "registry");
    requireNonNull(name, "name");
    requireNonNull(topHash, "topHash");
    requireNonNull(destination, "destination");
  }

  /** As Quilt names revisions. */
  @Override
  public String toString() {
    return PackageUri.of(registry, name.value(), topHash).toString();
  }
}
