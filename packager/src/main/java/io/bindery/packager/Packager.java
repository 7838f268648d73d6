package io.bindery.packager;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.bindery.packager.ahead.AheadHashing;
import io.bindery.packager.assembly.Assembler;
import io.bindery.packager.assembly.ChecksumTable;
import io.bindery.packager.browse.PackageBrowser;
import io.bindery.packager.construct.EntryTable;
import io.bindery.packager.enhance.AddedFiles;
import io.bindery.packager.gateway.FileGateways;
import io.bindery.packager.intake.CrateNames;
import io.bindery.packager.intake.DescriptionIntake;
import io.bindery.packager.intake.PackageRequests;
import io.bindery.packager.job.Packages;
import io.bindery.packager.operator.JobOrders;
import io.bindery.packager.operator.JobRetries;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.policy.PackagePolicyStore;
import io.bindery.packager.promote.Promoter;
import io.bindery.packager.promote.Promotions;
import io.bindery.packager.quarantine.Resolver;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.registry.RegistryWriter;
import io.bindery.packager.report.Reports;
import io.bindery.packager.retention.PackageCleaner;
import io.bindery.packager.suggest.EditedDescriptions;
import io.bindery.packager.suggest.Ownership;
import io.bindery.packager.suggest.Suggestions;
import io.bindery.packager.tables.JobLists;
import io.bindery.packager.tables.KeptDescriptions;
import io.bindery.packager.tables.PackageTables;
import io.bindery.packager.tables.ProgressTable;
import io.bindery.packager.verify.Verifications;
import io.bindery.packager.workflow.Workflows;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.bus.EventBus;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.DatabaseWatch;
import io.bindery.platform.database.Tables;
import io.bindery.platform.look.Watch;
import io.bindery.platform.look.Watches;
import io.bindery.platform.queue.QueueConsumer;
import io.bindery.platform.queue.QueueDepths;
import io.bindery.platform.spool.SpoolDirectory;
import io.bindery.quilt.manifest.Spool;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The running packager of one node. */
public final class Packager {
  /** The way in for what is to be packaged. */
  private record Intake(
      Optional<QueueConsumer> consumer,
      CompletionStage<Done> begin,
      PackageRequests requests,
      Promotions promotions) {}

  /** What was asked for: looked at, ordered about, done again. */
  private record Jobs(JobLists lists, JobOrders orders, JobRetries retries) {}

  /** What decides, and where it is changed. */
  private record Rules(PackagePolicies inForce, PackagePolicyStore store) {}

  /** What people look into, and decide upon. */
  private record Views(
      Suggestions suggestions,
      PackageBrowser browser,
      Verifications verifications,
      FileGateways gateways) {}

  private final Intake intake;
  private final Jobs jobs;
  private final Rules rules;
  private final Views views;

  private Packager(Intake intake, Jobs jobs, Rules rules, Views views) {
    this.intake = intake;
    this.jobs = jobs;
    this.rules = rules;
    this.views = views;
  }

  /**
   * Starts the packager on a node that has joined, or is about to join, its cluster. The schema
   * must be there. On a node without the role {@link NodeRole#PACKAGER} no package is made and no
   * queue is read; all else can be asked and ordered there as well.
   *
   * @throws io.bindery.platform.settings.SettingsException if the spool directory cannot be used
   */
  public static Packager start(ActorSystem<?> system, AwsClients aws, PackagerSettings settings) {
    var spool =
        SpoolDirectory.open(
            system,
            "bindery.packager.spool-directory",
            settings.spoolDirectory(),
            settings.spoolBytes());
    var tables = Tables.of(system);
    var policies = PackagePolicyStore.start(system, settings.policies());
    var entries = new EntryTable(tables);
    var checksums = new ChecksumTable(tables);
    var assembler =
        new Assembler(
            system,
            aws.s3(),
            checksums,
            spool,
            entries,
            settings.assembly(),
            settings.policies(),
            settings.buckets().sources()::contains);
    var gateways = FileGateways.start(system, aws, settings.gateways());
    boolean home = NodeRole.PACKAGER.isHere(system);
    var packages =
        home
            ? packages(
                system,
                settings,
                work(system, aws, settings, spool, assembler, checksums, gateways))
            : Packages.reach(system);
    var suggestions =
        new Suggestions(tables, packages, new SuggestionCheck(settings.buckets(), assembler)::of);
    suggestions.start(system, settings.sweepInterval());
    if (home) {
      AheadHashing.start(
          system, settings.ahead(), settings.policies(), settings.buckets().sources(), assembler);
      PackagerLooks.others(aws, settings).forEach(look -> Watch.start(system, look));
      Watches.start(system, () -> PackagerLooks.policies(aws, settings.policies()));
    }
    Reports.start(system, aws.sns(), settings.policies(), settings.sweepInterval());
    var requests =
        new PackageRequests(
            settings.buckets(),
            settings.assembly().descriptions(),
            settings.policies(),
            new CrateNames(assembler.documents()),
            entries,
            packages);
    var begin = Packages.begin(system);
    var consumer =
        home
            ? Optional.of(
                QueueConsumer.start(
                    system,
                    aws.sqs(),
                    settings.queue(),
                    "packager",
                    new DescriptionIntake(requests, gateways::heard, new KeptDescriptions(tables)),
                    begin,
                    DatabaseWatch.get(system)::ask))
            : Optional.<QueueConsumer>empty();
    if (!home && NodeRole.HTTP.isHere(system)) {
      QueueDepths.get(system).show(aws.sqs(), "packager", settings.queue());
    }
    var jobs = new JobLists(tables);
    var promotions =
        new Promotions(
            settings.buckets(),
            new RegistryReader(aws.s3()),
            new Workflows(
                aws.s3(),
                settings.assembly().workflows(),
                system.dispatchers().lookup(DispatcherSelector.blocking())),
            requests);
    return new Packager(
        new Intake(consumer, begin, requests, promotions),
        new Jobs(jobs, new JobOrders(packages, jobs), new JobRetries(system, packages)),
        new Rules(settings.policies(), policies),
        new Views(
            suggestions,
            PackageBrowser.start(system, aws, settings.buckets(), settings.browse()),
            Verifications.start(
                system, aws.s3(), assembler.limits(), settings.browse().verificationsAtOnce()),
            gateways));
  }

  private static Packages packages(
      ActorSystem<?> system, PackagerSettings settings, RegistryWork work) {
    PackageTables.keep(
        system,
        settings.policies()::wantsNotices,
        settings.expireAfter(),
        settings.lineage().targets());
    var packages = Packages.start(system, work, settings.limits());
    PackageTables.sweep(
        system, packages, settings.sweepInterval(), settings.limits().retry().longest());
    PackageCleaner.start(system, settings.retention());
    return packages;
  }

  private static RegistryWork work(
      ActorSystem<?> system,
      AwsClients aws,
      PackagerSettings settings,
      Spool spool,
      Assembler assembler,
      ChecksumTable checksums,
      FileGateways gateways) {
    var tables = Tables.of(system);
    var reader = new RegistryReader(aws.s3());
    var writer = new RegistryWriter(aws.s3());
    return new RegistryWork(
        assembler,
        new Promoter(
            system,
            aws.s3(),
            assembler.limits(),
            checksums,
            spool,
            settings.buckets(),
            settings.assembly()),
        new Ownership(reader, tables, settings.policies()),
        new EditedDescriptions(tables),
        writer,
        new RevisionAnnouncements(
            new EventBus(
                system, aws.eventBridge(), Watch.start(system, PackagerLooks.bus(aws, settings))),
            gateways),
        new ProgressTable(tables),
        new Resolver(
            reader,
            writer,
            new AddedFiles(aws.s3()),
            spool,
            system.dispatchers().lookup(DispatcherSelector.blocking())),
        settings.policies());
  }

  /** Takes requests that do not come by the queue. */
  public PackageRequests requests() {
    return intake.requests();
  }

  /** Takes requests to bring revisions to other registries. */
  public Promotions promotions() {
    return intake.promotions();
  }

  /** What becomes of requests, and how far they are. */
  public JobLists jobs() {
    return jobs.lists();
  }

  /** Orders to jobs. */
  public JobOrders orders() {
    return jobs.orders();
  }

  /** Does ended jobs again, many at a time. */
  public JobRetries retries() {
    return jobs.retries();
  }

  /** The package policies of run time. */
  public PackagePolicyStore policies() {
    return rules.store();
  }

  /** The package policies in force on this node. */
  public PackagePolicies policiesInForce() {
    return rules.inForce();
  }

  /** Packages that wait for somebody's decision. */
  public Suggestions suggestions() {
    return views.suggestions();
  }

  /** Looks into packages. */
  public PackageBrowser browser() {
    return views.browser();
  }

  /** Verifies revisions that people ask for. */
  public Verifications verifications() {
    return views.verifications();
  }

  /** The file shares that are refreshed. */
  public FileGateways gateways() {
    return views.gateways();
  }

  /** Done when descriptions can be accepted. */
  public CompletionStage<Done> begin() {
    return intake.begin();
  }

  /** Stops to receive; done when what was received is durable or left to the queue. */
  public CompletionStage<Done> drain() {
    return intake
        .consumer()
        .map(QueueConsumer::drain)
        .orElseGet(() -> CompletableFuture.completedFuture(Done.done()));
  }
}
