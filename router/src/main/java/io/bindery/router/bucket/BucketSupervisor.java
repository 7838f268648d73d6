package io.bindery.router.bucket;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import io.bindery.platform.ahead.AheadMessage;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.router.batch.Arrivals;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.RecordedObject;
import io.bindery.router.batch.Uncounted;
import io.bindery.router.bucket.HashOffers.Offer;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.PolicyRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * One watched bucket on one node: drops what does not count, finds the common prefix of the rest,
 * and hands it to the batches, all events of one prefix in one go.
 */
public final class BucketSupervisor extends AbstractBehavior<BucketSupervisor.Command> {
  /** What a supervisor is told. */
  public sealed interface Command {}

  /**
   * Object events of this bucket; the reply comes when each is durable, ignored or failed.
   *
   * @param traces of the notices of the events, in the same order
   * @param reconciled whether no notice told of them: a listing of the bucket did
   */
  public record Accept(
      List<ObjectEvent> events,
      List<Optional<TraceContext>> traces,
      boolean reconciled,
      ActorRef<Accepted> replyTo)
      implements Command {
    /** What belongs to no trace. */
    public Accept(List<ObjectEvent> events, boolean reconciled, ActorRef<Accepted> replyTo) {
      this(events, Collections.nCopies(events.size(), Optional.empty()), reconciled, replyTo);
    }

    /** What notices told. */
    public Accept(List<ObjectEvent> events, ActorRef<Accepted> replyTo) {
      this(events, false, replyTo);
    }
  }

  /**
   * What became of the events of one {@link Accept}, in the same order.
   *
   * @param failures empty for an event that is durable or does not count; else why it is not known
   *     to be durable
   */
  public record Accepted(List<Optional<String>> failures) {}

  /**
   * @param offers objects that are to be hashed ahead if they are durable
   */
  private record Recorded(Accepted accepted, ActorRef<Accepted> replyTo, List<Offer> offers)
      implements Command {}

  private record Hashers(Set<ActorRef<AheadMessage>> hashers) implements Command {}

  private static final String OWN_WRITE = "own write";
  private static final String DELETED = "deleted";
  private static final String RESTORED = "restored";

  /** An event as its batch gets it, and where it stands in the request. */
  private record Placed(
      RecordedObject object, boolean deleted, Optional<TraceContext> trace, int place) {}

  private final String bucket;
  private final PolicyRegistry policies;
  private final BatchGateway batches;
  private final Spans spans;
  private final Notes notes = new Notes();
  private final IgnoredEvents ignored;
  private final HashOffers offers;

  private BucketSupervisor(
      ActorContext<Command> context, String bucket, PolicyRegistry policies, BatchGateway batches) {
    super(context);
    this.bucket = bucket;
    this.policies = policies;
    this.batches = batches;
    this.spans = Spans.get(context.getSystem());
    this.ignored = IgnoredEvents.of(context.getSystem());
    this.offers = new HashOffers(context.getSystem());
    var key = AheadMessage.key(bucket);
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.subscribe(
                key,
                context.messageAdapter(
                    Receptionist.Listing.class,
                    listing -> new Hashers(listing.getServiceInstances(key)))));
  }

  /** The behaviour of the supervisor of one bucket; it goes by the policy in force. */
  public static Behavior<Command> create(
      String bucket, PolicyRegistry policies, BatchGateway batches) {
    // What fails is received again; the notes need not be lost for it.
    return Behaviors.supervise(
            Behaviors.<Command>setup(
                context -> new BucketSupervisor(context, bucket, policies, batches)))
        .onFailure(SupervisorStrategy.resume());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Accept.class, this::onAccept)
        .onMessage(Recorded.class, this::onRecorded)
        .onMessage(
            Hashers.class,
            told -> {
              offers.to(told.hashers());
              return this;
            })
        .build();
  }

  private Behavior<Command> onAccept(Accept accept) {
    var inForce = policies.current().of(bucket);
    if (inForce.isEmpty()) {
      // It was watched a moment ago: received again, the message is refused with the reason.
      var why = Optional.of("bucket " + bucket + " is no longer watched");
      accept.replyTo().tell(new Accepted(Collections.nCopies(accept.events().size(), why)));
      return this;
    }
    var policy = inForce.get();
    var failures = new ArrayList<Optional<String>>(accept.events().size());
    var shares = new LinkedHashMap<String, List<Placed>>();
    var noted = new HashSet<String>();
    var offered = new ArrayList<Offer>();
    for (int i = 0; i < accept.events().size(); i++) {
      var event = accept.events().get(i);
      failures.add(Optional.empty());
      var reason = ignoring(policy, event);
      var prefix = policy.prefixOf(event.key());
      if (reason.isPresent()) {
        notes.add(prefix, uncounted(event, reason.get()));
        count(event, reason.get());
        noted.add(prefix);
      } else {
        shares
            .computeIfAbsent(prefix, p -> new ArrayList<>())
            .add(
                new Placed(
                    RecordedObject.of(event, prefix),
                    event.kind() == ObjectEvent.Kind.DELETED,
                    accept.traces().get(i),
                    i));
        if (offers.isWanted() && HashOffers.isFor(event)) {
          offered.add(new Offer(event, prefix, i));
        }
      }
    }
    noted.removeAll(shares.keySet());
    noted.forEach(this::note);
    getContext()
        .pipeToSelf(
            record(shares, accept.reconciled()),
            (failed, never) -> {
              failed.forEach((place, why) -> failures.set(place, Optional.of(why)));
              return new Recorded(
                  new Accepted(List.copyOf(failures)), accept.replyTo(), List.copyOf(offered));
            });
    return this;
  }

  private Behavior<Command> onRecorded(Recorded recorded) {
    recorded.replyTo().tell(recorded.accepted());
    offers.send(bucket, recorded.offers(), recorded.accepted().failures());
    return this;
  }

  /** Why an event does not count, if it does not. */
  private static Optional<String> ignoring(BucketPolicy policy, ObjectEvent event) {
    if (OwnWrites.has(event.key())) {
      return Optional.of(OWN_WRITE);
    }
    var ignored = policy.ignoring(event.key());
    return switch (event.kind()) {
      case CREATED -> ignored;
      case DELETED ->
          policy.countsDeletes(event.key()) && ignored.isEmpty()
              ? Optional.empty()
              : Optional.of(DELETED);
      case RESTORED -> Optional.of(RESTORED);
    };
  }

  private static Uncounted uncounted(ObjectEvent event, String reason) {
    return switch (event.kind()) {
      case CREATED -> Uncounted.ofIgnored(reason);
      case DELETED -> Uncounted.ofDeleted();
      case RESTORED -> Uncounted.ofRestored();
    };
  }

  private void count(ObjectEvent event, String reason) {
    if (reason.equals(OWN_WRITE)) {
      ignored.ownWrite();
    } else {
      switch (event.kind()) {
        case CREATED -> ignored.byPrefix();
        case DELETED -> ignored.deleted();
        case RESTORED -> ignored.restored();
      }
    }
  }

  private void note(String prefix) {
    var uncounted = notes.takeIfActive(prefix);
    if (!uncounted.isNone()) {
      batches.note(new BatchKey(bucket, prefix), uncounted);
    }
  }

  /** All shares at once; answers why, by place, for those that are not known to be durable. */
  private CompletableFuture<Map<Integer, String>> record(
      Map<String, List<Placed>> shares, boolean reconciled) {
    var results = new ArrayList<CompletableFuture<Map<Integer, String>>>();
    shares.forEach(
        (prefix, share) -> {
          var key = new BatchKey(bucket, prefix);
          var uncounted = notes.take(prefix);
          for (var part : parts(share)) {
            results.add(
                batches
                    .record(key, arrivals(part, uncounted, reconciled))
                    .handle(
                        (done, failure) ->
                            failure == null ? Map.<Integer, String>of() : failed(part, failure))
                    .toCompletableFuture());
            uncounted = Uncounted.NONE;
          }
        });
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              var failed = new TreeMap<Integer, String>();
              results.forEach(result -> failed.putAll(result.join()));
              return failed;
            });
  }

  private Arrivals arrivals(List<Placed> part, Uncounted uncounted, boolean reconciled) {
    return new Arrivals(
        part.stream().filter(placed -> !placed.deleted()).map(Placed::object).toList(),
        part.stream().filter(Placed::deleted).map(Placed::object).toList(),
        uncounted,
        reconciled,
        spans.open(part.stream().flatMap(placed -> placed.trace().stream()).toList()));
  }

  private static Map<Integer, String> failed(List<Placed> part, Throwable failure) {
    var why = new TreeMap<Integer, String>();
    part.forEach(placed -> why.put(placed.place(), "its batch is busy: " + Causes.words(failure)));
    return why;
  }

  private static List<List<Placed>> parts(List<Placed> share) {
    var parts = new ArrayList<List<Placed>>();
    int from = 0;
    int bytes = 0;
    for (int i = 0; i < share.size(); i++) {
      int more = ArrivalParts.bytes(share.get(i).object());
      if (i > from && !ArrivalParts.fits(bytes + more)) {
        parts.add(share.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += more;
    }
    parts.add(share.subList(from, share.size()));
    return parts;
  }
}
