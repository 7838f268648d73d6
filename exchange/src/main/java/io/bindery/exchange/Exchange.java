package io.bindery.exchange;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.exchange.aws.Catalog;
import io.bindery.exchange.aws.DataExchange;
import io.bindery.exchange.intake.ManifestNotices;
import io.bindery.exchange.intake.PublicationRequests;
import io.bindery.exchange.notice.ManifestFiles;
import io.bindery.exchange.notice.Owed;
import io.bindery.exchange.notice.TopicNotices;
import io.bindery.exchange.plan.PlanSettings;
import io.bindery.exchange.prepare.AwsDestination;
import io.bindery.exchange.prepare.KeptManifests;
import io.bindery.exchange.prepare.PlanRows;
import io.bindery.exchange.prepare.Preparer;
import io.bindery.exchange.prepare.Refusals;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.PublicationParts;
import io.bindery.exchange.publication.Publications;
import io.bindery.exchange.publication.SharedRows;
import io.bindery.exchange.retention.PublicationCleaner;
import io.bindery.exchange.slots.SlotMeters;
import io.bindery.exchange.slots.Slots;
import io.bindery.exchange.slots.Turns;
import io.bindery.exchange.tables.PublicationLists;
import io.bindery.exchange.tables.PublicationTables;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.health.Health;
import io.bindery.platform.journal.InStep;
import io.bindery.platform.journal.InStepTables;
import io.bindery.platform.look.Watch;
import io.bindery.platform.queue.ObjectTaker;
import io.bindery.platform.spool.SpoolDirectory;
import io.bindery.platform.telemetry.Meters;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The running publisher of one node. */
public final class Exchange {
  private final CompletionStage<Done> begin;
  private final Publications publications;
  private final PublicationRequests requests;
  private final PublicationLists lists;
  private final Refusals refusals;
  private final ManifestNotices notices;

  private Exchange(
      CompletionStage<Done> begin,
      Publications publications,
      PublicationRequests requests,
      PublicationLists lists,
      Refusals refusals,
      ManifestNotices notices) {
    this.begin = begin;
    this.publications = publications;
    this.requests = requests;
    this.lists = lists;
    this.refusals = refusals;
    this.notices = notices;
  }

  /**
   * Starts the publisher on a node that has joined, or is about to join, its cluster. The schema
   * must be there. On a node without the role {@link NodeRole#EXCHANGE} no publication is made; all
   * else can be asked and ordered there as well.
   *
   * @throws io.bindery.platform.settings.SettingsException if the spool directory cannot be used
   */
  public static Exchange start(ActorSystem<?> system, AwsClients aws, ExchangeSettings settings) {
    var tables = Tables.of(system);
    var plan = settings.plan();
    var publications =
        NodeRole.EXCHANGE.isHere(system)
            ? publications(system, aws, settings)
            : Publications.reach(system);
    return new Exchange(
        Publications.begin(system),
        publications,
        new PublicationRequests(
            aws.s3(),
            new KeptManifests(tables),
            readable(plan, settings.intake().manifestBuckets()),
            settings.intake(),
            publications::submit),
        new PublicationLists(tables),
        new Refusals(tables),
        new ManifestNotices(settings.intake(), publications::submit));
  }

  private static Publications publications(
      ActorSystem<?> system, AwsClients aws, ExchangeSettings settings) {
    var plan = settings.plan();
    ExchangeLooks.of(aws, settings).forEach(look -> Watch.start(system, look));
    var preparer =
        Preparer.start(
            system,
            aws.s3(),
            plan,
            new AwsDestination(aws, plan.quotas()),
            SpoolDirectory.open(
                system,
                "bindery.exchange.spool-directory",
                settings.spoolDirectory(),
                settings.spoolBytes()),
            settings.preparations());
    InStepTables.get(system)
        .keep(
            Publications.ENTITY_TYPE,
            PublicationEvent.class,
            InStep.chain(
                List.of(
                    PublicationTables.inStep(), new SharedRows(), new Owed(settings.notices()))));
    PublicationTables.count(system);
    var publications = Publications.start(system, parts(system, aws, settings, preparer));
    tell(system, aws, settings);
    PublicationCleaner.start(system, Publications.ENTITY_TYPE, settings.retention());
    return publications;
  }

  private static PublicationParts parts(
      ActorSystem<?> system, AwsClients aws, ExchangeSettings settings, Preparer preparer) {
    var tables = Tables.of(system);
    var meters = Meters.get(system);
    var publications = settings.publications();
    var slots =
        new Slots(
            tables,
            publications.jobsAtOnce(),
            publications.accessJobsAtOnce(),
            publications.sweep().multipliedBy(5));
    if (!settings.plan().sources().isEmpty()) {
      SlotMeters.start(system, slots);
    }
    return new PublicationParts(
        new DataExchange(aws::dataExchange, meters, publications.callTimeout()),
        new Catalog(aws::marketplaceCatalog, meters, publications.callTimeout()),
        aws.s3(),
        preparer,
        new PlanRows(tables),
        settings.plan().quotas(),
        slots,
        new Turns(tables),
        PublicationTables.waits(system),
        publications);
  }

  private static void tell(ActorSystem<?> system, AwsClients aws, ExchangeSettings settings) {
    if (settings.notices().statusFiles()) {
      ManifestFiles.start(system, aws.s3(), bucket -> ExchangeLooks.manifests(aws, bucket));
    }
    settings
        .notices()
        .topicArn()
        .ifPresent(
            arn ->
                TopicNotices.start(
                    system, aws.sns(), Health.get(system).part(ExchangeLooks.topic(aws, arn))));
  }

  private static Set<String> readable(PlanSettings plan, Set<String> manifestBuckets) {
    var readable = new HashSet<>(plan.sources());
    readable.addAll(manifestBuckets);
    return readable;
  }

  /** Takes requests to publish that do not come by a notice. */
  public PublicationRequests requests() {
    return requests;
  }

  /** Takes orders to publications. */
  public Publications publications() {
    return publications;
  }

  /** What becomes of publications, and how far they are. */
  public PublicationLists lists() {
    return lists;
  }

  /** What is wrong with manifests that were refused. */
  public Refusals refusals() {
    return refusals;
  }

  /** Takes what happens in the manifest buckets. */
  public ObjectTaker notices() {
    return notices;
  }

  /** Done when publications can be accepted. */
  public CompletionStage<Done> begin() {
    return begin;
  }
}
