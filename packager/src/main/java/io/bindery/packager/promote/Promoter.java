package io.bindery.packager.promote;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.bindery.packager.assembly.AssemblySettings;
import io.bindery.packager.assembly.ChecksumCache;
import io.bindery.packager.assembly.Running;
import io.bindery.packager.assembly.Turns;
import io.bindery.packager.content.ObjectCopier;
import io.bindery.packager.content.SharedLimits;
import io.bindery.packager.intake.AllowedBuckets;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.workflow.Workflows;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.RegistryRevision;
import io.bindery.quilt.manifest.Spool;
import java.util.concurrent.Executor;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Makes the manifests of promoted revisions. One for each node, so that its bounds are those of the
 * node.
 */
public final class Promoter {
  final ActorSystem<?> system;
  final Executor blocking;
  final Spool spool;
  final ChecksumCache cache;
  final AllowedBuckets allowed;
  final RegistryReader reader;
  final Workflows workflows;
  final ObjectCopier copier;
  final int objectsAtOnce;
  private final Turns turns;

  /**
   * @param limits shared by all work on objects of this node
   */
  public Promoter(
      ActorSystem<?> system,
      S3AsyncClient s3,
      SharedLimits limits,
      ChecksumCache cache,
      Spool spool,
      AllowedBuckets allowed,
      AssemblySettings settings) {
    this.system = system;
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    this.spool = spool;
    this.cache = cache;
    this.allowed = allowed;
    this.reader = new RegistryReader(s3);
    this.workflows = new Workflows(s3, settings.workflows(), blocking);
    this.copier = new ObjectCopier(s3, limits, settings.reads().parts());
    this.objectsAtOnce = settings.reads().objects();
    this.turns = new Turns(settings.lanes());
  }

  /** Starts a promotion, as soon as its turn comes. */
  public Running start(PackageDescription description, RegistryRevision revision) {
    return Running.of(turns, gate -> new Promotion(this, description, revision, gate));
  }
}
