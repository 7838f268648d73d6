package io.bindery.packager.registry;

import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;

/** Where things are in a registry: Quilt's layout, version 1. */
public final class RegistryLayout {
  /** All that Quilt keeps in a bucket is below it. */
  public static final String QUILT = ".quilt/";

  static final String MANIFESTS = QUILT + "packages/";

  /** The key of the workflow configuration. */
  public static final String WORKFLOWS = QUILT + "workflows/config.yml";

  /** What the keys of all pointers begin with. */
  public static final String POINTERS = QUILT + "named_packages/";

  private RegistryLayout() {}

  /** The key of a manifest. */
  public static String manifest(TopHash topHash) {
    return MANIFESTS + topHash;
  }

  /** The key of the pointer that a revision leaves, named by the second in which it was made. */
  public static String pointer(PackageName name, long epochSecond) {
    return POINTERS + name + "/" + epochSecond;
  }

  /** What the keys of all pointers of a package begin with. */
  static String pointers(PackageName name) {
    return POINTERS + name + "/";
  }

  /** The key of the pointer of a tag. */
  static String tag(PackageName name, String tag) {
    return pointers(name) + tag;
  }

  /** The key of the pointer to the newest revision. */
  public static String latest(PackageName name) {
    return POINTERS + name + "/latest";
  }
}
