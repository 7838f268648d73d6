package io.bindery.packager.world;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.assembly.Assembler;
import io.bindery.packager.assembly.AssemblySettings;
import io.bindery.packager.assembly.AssemblySettings.Lanes;
import io.bindery.packager.assembly.AssemblySettings.Reads;
import io.bindery.packager.assembly.BadKeys;
import io.bindery.packager.assembly.ChecksumCache;
import io.bindery.packager.assembly.CrateSettings;
import io.bindery.packager.construct.ConstructLimits;
import io.bindery.packager.content.HashingSettings;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.workflow.WorkflowSettings;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.quilt.manifest.Spool;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Settings and assemblers for tests: what a test does not say is as small as it can be. */
public final class Assembling {
  /** One lane for packages of any size. */
  public static final Lanes ONE_LANE = new Lanes(1, 1, Integer.MAX_VALUE, Long.MAX_VALUE);

  /** A few objects at once, two parts of each. */
  public static final Reads FEW = new Reads(8, 4, 2, 8, 32 << 20);

  /** Makes packages one by one, with the hashes that quilt3 makes. */
  public static final AssemblySettings PLAIN = settings(ONE_LANE, FEW);

  private Assembling() {}

  /** With the hashes that quilt3 makes, and the usual bounds. */
  public static AssemblySettings settings(Lanes lanes, Reads reads) {
    return new AssemblySettings(
        false,
        BadKeys.FAIL,
        lanes,
        reads,
        HashingSettings.DEFAULT,
        WorkflowSettings.DEFAULT,
        ConstructLimits.NONE,
        DescriptionMode.STRICT,
        CrateSettings.DEFAULT);
  }

  /** Which makes an empty package of an empty folder. */
  public static AssemblySettings allowingEmpty() {
    return changed(true, BadKeys.FAIL);
  }

  /** Which does so with keys that no package can hold. */
  public static AssemblySettings with(BadKeys badKeys) {
    return changed(false, badKeys);
  }

  private static AssemblySettings changed(boolean allowEmpty, BadKeys badKeys) {
    return new AssemblySettings(
        allowEmpty,
        badKeys,
        PLAIN.lanes(),
        PLAIN.reads(),
        PLAIN.hashing(),
        PLAIN.workflows(),
        PLAIN.named(),
        PLAIN.descriptions(),
        PLAIN.crates());
  }

  /** An assembler of folders, which keeps no lists of entries. */
  public static Assembler assembler(
      ActorSystem<?> system,
      S3AsyncClient s3,
      ChecksumCache cache,
      Spool spool,
      AssemblySettings settings,
      PackagePolicies policies) {
    return new Assembler(
        system,
        s3,
        cache,
        spool,
        list -> CompletableFuture.failedFuture(new IllegalStateException("no lists are kept")),
        settings,
        policies,
        bucket -> !bucket.startsWith("denied"));
  }

  /** An assembler of folders only, without policies. */
  public static Assembler assembler(
      ActorSystem<?> system,
      S3AsyncClient s3,
      ChecksumCache cache,
      Spool spool,
      AssemblySettings settings) {
    return assembler(system, s3, cache, spool, settings, PackagePolicies.NONE);
  }
}
