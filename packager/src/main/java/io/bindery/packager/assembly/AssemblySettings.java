package io.bindery.packager.assembly;

import io.bindery.packager.construct.ConstructLimits;
import io.bindery.packager.content.HashingSettings;
import io.bindery.packager.workflow.WorkflowSettings;
import io.bindery.protocol.description.DescriptionMode;

/**
 * How packages are assembled on one node.
 *
 * @param allowEmpty whether a folder without objects makes an empty package
 * @param badKeys what becomes of objects that no package can hold
 * @param jobsAtOnce how many large packages are assembled side by side; others wait their turn
 * @param smallJobsAtOnce how many small ones, beside the large ones
 * @param smallObjects how many objects a small package has at most
 * @param smallBytes how many bytes
 * @param objectsAtOnce how many objects of one package are looked up or read side by side
 * @param partsAtOnce how many parts of one large object are read side by side
 * @param requestsAtOnce how many requests for objects the node makes at once, for all packages
 * @param bytesInFlight what all reads of the node together may hold, in bytes
 * @param hashing which hashes, and how they are computed
 * @param workflows bounds for the rules of registries
 * @param named what of a package of named entries may have to be hashed
 * @param descriptions how descriptions are understood
 * @param listingsAtOnce how many requests list one folder side by side
 */
public record AssemblySettings(
    boolean allowEmpty,
    BadKeys badKeys,
    int jobsAtOnce,
    int smallJobsAtOnce,
    int smallObjects,
    long smallBytes,
    int objectsAtOnce,
    int partsAtOnce,
    int requestsAtOnce,
    long bytesInFlight,
    HashingSettings hashing,
    WorkflowSettings workflows,
    ConstructLimits named,
    DescriptionMode descriptions,
    int listingsAtOnce) {
  private static final int LISTINGS_AT_ONCE = 8;

  /** One lane for all packages. */
  public AssemblySettings(
      boolean allowEmpty,
      int jobsAtOnce,
      int objectsAtOnce,
      int partsAtOnce,
      long bytesInFlight,
      HashingSettings hashing,
      WorkflowSettings workflows,
      ConstructLimits named,
      DescriptionMode descriptions) {
    this(
        allowEmpty,
        BadKeys.FAIL,
        jobsAtOnce,
        jobsAtOnce,
        Integer.MAX_VALUE,
        Long.MAX_VALUE,
        objectsAtOnce,
        partsAtOnce,
        objectsAtOnce * partsAtOnce,
        bytesInFlight,
        hashing,
        workflows,
        named,
        descriptions,
        LISTINGS_AT_ONCE);
  }

  /** One lane for all packages, the hashes that quilt3 makes, and the usual bounds. */
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

  AssemblySettings with(BadKeys other) {
    return new AssemblySettings(
        allowEmpty,
        other,
        jobsAtOnce,
        smallJobsAtOnce,
        smallObjects,
        smallBytes,
        objectsAtOnce,
        partsAtOnce,
        requestsAtOnce,
        bytesInFlight,
        hashing,
        workflows,
        named,
        descriptions,
        listingsAtOnce);
  }
}
