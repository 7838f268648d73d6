package io.bindery.packager.assembly;

import io.bindery.packager.construct.ConstructLimits;
import io.bindery.packager.content.HashingSettings;
import io.bindery.packager.workflow.WorkflowSettings;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.description.DescriptionMode;

/**
 * How packages are assembled on one node.
 *
 * @param allowEmpty whether a folder without objects makes an empty package
 * @param badKeys what becomes of objects that no package can hold
 * @param lanes how many packages are made side by side
 * @param reads how much is asked of S3 side by side
 * @param hashing which hashes, and how they are computed
 * @param workflows bounds for the rules of registries
 * @param named what of a package of named entries may have to be hashed
 * @param descriptions how descriptions are understood
 * @param crates what becomes of RO-Crates
 */
public record AssemblySettings(
    boolean allowEmpty,
    BadKeys badKeys,
    Lanes lanes,
    Reads reads,
    HashingSettings hashing,
    WorkflowSettings workflows,
    ConstructLimits named,
    DescriptionMode descriptions,
    CrateSettings crates) {

  /**
   * Two lanes, so that a small package does not wait for a large one.
   *
   * @param large how many large packages are assembled side by side; others wait their turn
   * @param small how many small ones, beside the large ones
   * @param smallObjects how many objects a small package has at most
   * @param smallBytes how many bytes
   */
  public record Lanes(int large, int small, int smallObjects, long smallBytes) {}

  /**
   * What goes on at once.
   *
   * @param listings how many requests list one folder
   * @param objects how many objects of one package are looked up or read
   * @param parts how many parts of one large object are read
   * @param requests how many requests for objects the node makes, for all packages
   * @param bytes what all reads of the node together may hold
   */
  public record Reads(int listings, int objects, int parts, int requests, long bytes) {
    private static final long MIN_BYTES = 8L << 20;
    private static final long MAX_BYTES = 64L << 30;
  }

  /** Reads its part of {@code bindery.packager}. */
  public static AssemblySettings from(Settings packager) {
    return new AssemblySettings(
        packager.flag("allow-empty"),
        packager.choice("bad-keys", BadKeys.class),
        new Lanes(
            packager.integer("jobs-at-once", 1, 64),
            packager.integer("small-jobs-at-once", 1, 256),
            packager.integer("small-objects", 1, 1_000_000),
            packager.bytes("small-bytes", 1, 1L << 40)),
        new Reads(
            packager.integer("listings-at-once", 1, 64),
            packager.integer("objects-at-once", 1, 1000),
            packager.integer("parts-at-once", 1, 100),
            packager.integer("requests-at-once", 1, 240),
            packager.bytes("bytes-in-flight", Reads.MIN_BYTES, Reads.MAX_BYTES)),
        HashingSettings.from(packager),
        WorkflowSettings.from(packager),
        ConstructLimits.from(packager.section("construct")),
        packager.choice("descriptions", DescriptionMode.class),
        CrateSettings.from(packager.section("crates")));
  }
}
