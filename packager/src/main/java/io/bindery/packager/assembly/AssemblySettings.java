package io.bindery.packager.assembly;

import io.bindery.packager.construct.ConstructLimits;
import io.bindery.packager.content.HashingSettings;
import io.bindery.packager.workflow.WorkflowSettings;
import io.bindery.protocol.description.DescriptionMode;

/**
 * How packages are assembled on one node.
 *
 * @param allowEmpty whether a folder without objects makes an empty package
 * @param jobsAtOnce how many packages are assembled side by side; others wait their turn
 * @param objectsAtOnce how many objects of one package are looked up or read side by side
 * @param partsAtOnce how many parts of one large object are read side by side
 * @param bytesInFlight what all reads of the node together may hold, in bytes
 * @param hashing which hashes, and how they are computed
 * @param workflows bounds for the rules of registries
 * @param named what of a package of named entries may have to be hashed
 * @param descriptions how descriptions are understood
 */
public record AssemblySettings(
    boolean allowEmpty,
    int jobsAtOnce,
    int objectsAtOnce,
    int partsAtOnce,
    long bytesInFlight,
    HashingSettings hashing,
    WorkflowSettings workflows,
    ConstructLimits named,
    DescriptionMode descriptions) {

  /** With the hashes that quilt3 makes. */
  public AssemblySettings(
      boolean allowEmpty, int jobsAtOnce, int objectsAtOnce, int partsAtOnce, long bytesInFlight) {
    this(
        allowEmpty,
        jobsAtOnce,
        objectsAtOnce,
        partsAtOnce,
        bytesInFlight,
        HashingSettings.DEFAULT,
        WorkflowSettings.DEFAULT,
        ConstructLimits.NONE,
        DescriptionMode.STRICT);
  }
}
