package io.bindery.router;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.clock.DatabaseClock;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.cluster.Sharded;
import io.bindery.platform.database.DatabaseWatch;
import io.bindery.platform.look.Watch;
import io.bindery.platform.look.Watches;
import io.bindery.platform.queue.ObjectTaker;
import io.bindery.platform.queue.QueueConsumer;
import io.bindery.platform.queue.QueueDepths;
import io.bindery.router.announce.Announcers;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchParts;
import io.bindery.router.bucket.BucketSupervisor;
import io.bindery.router.bucket.BucketSupervisors;
import io.bindery.router.intake.EventIntake;
import io.bindery.router.intake.QueueBacklog;
import io.bindery.router.operator.BatchOperator;
import io.bindery.router.operator.BulkOrders;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.policy.PolicyStore;
import io.bindery.router.reconcile.Reconciliations;
import io.bindery.router.replay.DryRun;
import io.bindery.router.source.LiveSources;
import io.bindery.router.source.SourceRegistry;
import io.bindery.router.source.SourceStore;
import io.bindery.router.tables.BatchLists;
import io.bindery.router.tables.Timers;
import io.bindery.router.trace.ObjectTraces;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The running router of one node. */
public final class Router {
  /** A supervisor answers a little after the batches do, or after they did not. */
  private static final Duration SUPERVISOR_SLACK = Duration.ofSeconds(2);

  /** The way in for what is uploaded. */
  private record Intake(
      Optional<QueueConsumer> consumer,
      CompletionStage<Done> begin,
      BucketSupervisors supervisors,
      EventIntake events) {}

  /** What decides, and where it is changed. */
  private record Rules(
      PolicyRegistry policies, PolicyStore policyStore, SourceStore sourceStore, DryRun dryRun) {}

  /** What people have done. */
  private record Orders(BatchOperator operator, BulkOrders bulk, Reconciliations reconciliations) {}

  /** What people look at. */
  private record Views(BatchLists lists, Timers timers, ObjectTraces traces) {}

  private final Intake intake;
  private final Rules rules;
  private final Orders orders;
  private final Views views;

  private Router(Intake intake, Rules rules, Orders orders, Views views) {
    this.intake = intake;
    this.rules = rules;
    this.orders = orders;
    this.views = views;
  }

  /**
   * Starts the router on a node that has joined, or is about to join, its cluster. The schema must
   * be there. On a node without the role {@link NodeRole#ROUTER} no batch lives and no queue is
   * read; all else can be asked and ordered there as well.
   *
   * @param taker takes the events of its buckets out of the same queue
   */
  public static Router start(
      ActorSystem<?> system, AwsClients aws, RouterSettings settings, ObjectTaker taker) {
    var policies = new PolicyRegistry(settings.policies());
    var store = PolicyStore.start(system, policies);
    var sources = new SourceRegistry(settings.sources().sources());
    var sourceStore = SourceStore.start(system, sources, settings.sources());
    var clock = DatabaseClock.start(system);
    var backlog =
        NodeRole.ROUTER.isHere(system)
            ? Optional.of(QueueBacklog.start(system, settings.backlogGrace()))
            : Optional.<QueueBacklog>empty();
    var batches =
        backlog
            .map(
                waiting ->
                    Batches.start(
                        system,
                        settings,
                        parts(system, aws, settings, clock, policies, sources, waiting)))
            .orElseGet(() -> Batches.reach(system, settings));
    var supervisors = new BucketSupervisors(system, policies, batches);
    var recordTimeout = settings.recordTimeout().plus(SUPERVISOR_SLACK);
    var intake =
        new EventIntake(
            system,
            supervisors::of,
            () -> policies.current().dropsUnknown(),
            recordTimeout,
            LiveSources.start(
                system,
                aws,
                sources,
                settings.sources(),
                supervisors::counts,
                settings.queue().deadLetterUrl()),
            taker);
    var begin = Sharded.answers(system, Batch.TYPE_KEY);
    var consumer =
        backlog.map(
            waiting -> {
              var reader =
                  QueueConsumer.start(
                      system,
                      aws.sqs(),
                      settings.queue(),
                      "router",
                      intake,
                      begin,
                      DatabaseWatch.get(system)::ask);
              waiting.readBy(reader);
              return reader;
            });
    if (backlog.isEmpty() && NodeRole.HTTP.isHere(system)) {
      QueueDepths.get(system).show(aws.sqs(), "router", settings.queue());
    }
    var operator = new BatchOperator(system, policies, settings.recordTimeout());
    return new Router(
        new Intake(consumer, begin, supervisors, intake),
        new Rules(
            policies, store, sourceStore, new DryRun(system, settings.dryRunObjects(), clock)),
        new Orders(
            operator,
            BulkOrders.start(system, operator, clock),
            Reconciliations.start(
                system,
                aws.s3(),
                policies,
                supervisors::of,
                recordTimeout,
                settings.reconcile(),
                clock)),
        new Views(
            BatchLists.of(system),
            Timers.of(system),
            new ObjectTraces(system, policies, settings.recordTimeout(), settings.retention())));
  }

  private static BatchParts parts(
      ActorSystem<?> system,
      AwsClients aws,
      RouterSettings settings,
      Clock clock,
      PolicyRegistry policies,
      SourceRegistry sources,
      QueueBacklog backlog) {
    RouterLooks.queues(aws, settings).forEach(look -> Watch.start(system, look));
    Watches.start(system, () -> RouterLooks.buckets(aws, policies.current(), settings.policies()));
    return new BatchParts(
        clock,
        policies,
        Announcers.start(
            system,
            aws,
            settings.announce(),
            settings.sources().packagerQueueUrl(),
            () -> sources.current().edp().enabled()),
        settings.batch(),
        backlog);
  }

  /** The policies in force on this node; they begin as configured and may be replaced. */
  public PolicyRegistry policies() {
    return rules.policies();
  }

  /** Where policies are changed, for all nodes. */
  public PolicyStore policyStore() {
    return rules.policyStore();
  }

  /** This node's supervisor of a bucket; nothing if the bucket is not watched. */
  public Optional<ActorRef<BucketSupervisor.Command>> supervisor(String bucket) {
    return intake.supervisors().of(bucket);
  }

  /** Takes notices that come by another way than the queue. */
  public EventIntake intake() {
    return intake.events();
  }

  /** What an operator can do to batches and ask about them. */
  public BatchOperator operator() {
    return orders.operator();
  }

  /** Orders to all batches that match a filter. */
  public BulkOrders orders() {
    return orders.bulk();
  }

  /** What will happen by the clock alone. */
  public Timers timers() {
    return views.timers();
  }

  /** The batches, open and closed, as the tables know them. */
  public BatchLists lists() {
    return views.lists();
  }

  /** Where event sources are changed, for all nodes. */
  public SourceStore sourceStore() {
    return rules.sourceStore();
  }

  /** What became of the notices of one object. */
  public ObjectTraces traces() {
    return views.traces();
  }

  /** Comparisons of buckets with what was recorded. */
  public Reconciliations reconciliations() {
    return orders.reconciliations();
  }

  /** Tries policies on what was recorded. */
  public DryRun dryRun() {
    return rules.dryRun();
  }

  /** Done when object events can be recorded. */
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
