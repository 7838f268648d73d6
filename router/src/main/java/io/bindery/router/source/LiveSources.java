package io.bindery.router.source;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.database.Tables;
import io.bindery.platform.regular.RegularWork;
import io.bindery.protocol.event.BridgeEvent;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.notice.ObjectEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The sources in force, with their outbox. */
public final class LiveSources implements EventSources {
  /** How often it is looked which folders are waited for. */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** A folder that much comes to is put off so often at most. */
  private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

  private static final int STEPS = 10;
  private static final int LONGEST_ID = 200;

  private final SourceRegistry registry;
  private final SourceEvents events;
  private final Predicate<ObjectEvent> counts;
  private final boolean ignoreUnmatched;
  private final boolean cratesAreListed;

  /** The folders that are waited for, and when each was put off last by this node. */
  private final Map<Folder, Instant> resting = new ConcurrentHashMap<>();

  private LiveSources(
      SourceRegistry registry,
      SourceEvents events,
      Predicate<ObjectEvent> counts,
      boolean ignoreUnmatched,
      boolean cratesAreListed) {
    this.registry = registry;
    this.events = events;
    this.counts = counts;
    this.ignoreUnmatched = ignoreUnmatched;
    this.cratesAreListed = cratesAreListed;
  }

  /**
   * Starts to send what the sources make.
   *
   * @param counts whether an object is in a watched bucket and not ignored there
   * @param deadLetterUrl for descriptions that the packager's queue will not have
   */
  public static LiveSources start(
      ActorSystem<?> system,
      AwsClients aws,
      SourceRegistry registry,
      SourceSettings settings,
      Predicate<ObjectEvent> counts,
      String deadLetterUrl) {
    var sources =
        new LiveSources(
            registry,
            new SourceEvents(Tables.of(system)),
            counts,
            settings.ignoreUnmatched(),
            settings.cratesAreListed());
    SourceSender.start(system, aws, settings, deadLetterUrl);
    RegularWork.start(system, "live-sources", LOOK, sources::look);
    return sources;
  }

  /** A look that fails is made again; nothing but an earlier package depends on it. */
  private void look() {
    if (registry.current().roCrate().enabled() || !resting.isEmpty()) {
      events
          .resting()
          .thenAccept(
              folders -> {
                resting.keySet().retainAll(Set.copyOf(folders));
                folders.forEach(folder -> resting.putIfAbsent(folder, Instant.EPOCH));
              });
    }
  }

  @Override
  public Found of(String body, List<ObjectEvent> objects) {
    var sources = registry.current();
    if (!sources.roCrate().enabled() && !sources.readObjectEvents()) {
      return Found.NOTHING;
    }
    var gathered = new Gathered();
    for (int i = 0; i < objects.size(); i++) {
      var object = objects.get(i);
      crate(sources, object, gathered);
      if (sources.readObjectEvents()) {
        gathered.add(sources.of(event(body, objects, object), Instant.now()), key(object), i);
      }
    }
    return gathered.found();
  }

  private void crate(Sources sources, ObjectEvent object, Gathered gathered) {
    if (!sources.roCrate().enabled() || !counts.test(object)) {
      return;
    }
    disturbed(object, sources.roCrate().quiet(), gathered);
    var folder = sources.crateFolder(object);
    if (folder.isPresent()) {
      var crate = sources.roCrate();
      var rest =
          new SourceEvent.Rest(
              new Folder(object.bucket(), folder.get()), crate.quiet(), crate.maxWait());
      gathered.add(
          crate.name(),
          RoCrates.of(object, folder.get(), cratesAreListed),
          key(object),
          Optional.of(rest));
    }
  }

  private void disturbed(ObjectEvent object, Duration quiet, Gathered gathered) {
    if (resting.isEmpty()) {
      return;
    }
    var now = Instant.now();
    var tenth = quiet.dividedBy(STEPS);
    var step = tenth.compareTo(LONGEST_STEP) < 0 ? tenth : LONGEST_STEP;
    // Each folder above the object, from the root on.
    for (int slash = object.key().indexOf('/');
        slash >= 0;
        slash = object.key().indexOf('/', slash + 1)) {
      var folder = new Folder(object.bucket(), object.key().substring(0, slash + 1));
      var last = resting.get(folder);
      if (last != null && !now.isBefore(last.plus(step))) {
        resting.replace(folder, now);
        gathered.disturbed.add(folder);
      }
    }
  }

  /** The event as it came, if it came in EventBridge's form; else as it would have. */
  private static BridgeEvent event(String body, List<ObjectEvent> objects, ObjectEvent object) {
    if (objects.size() == 1) {
      try {
        return BridgeEvent.read(body);
      } catch (FieldException e) {
        return BridgeEvent.of(object);
      }
    }
    return BridgeEvent.of(object);
  }

  @Override
  public Found of(String body) {
    BridgeEvent event;
    try {
      event = BridgeEvent.read(body);
    } catch (FieldException e) {
      return Found.NOTHING;
    }
    if (event.isObjectEvent()) {
      // A notice of S3 that could not be read: no source makes that good.
      return Found.NOTHING;
    }
    var sources = registry.current();
    var gathered = new Gathered();
    gathered.add(sources.of(event, Instant.now()), key(event), 0);
    if (gathered.wanted.isEmpty() && !ignoreUnmatched) {
      var off =
          sources
              .switchedOff(event)
              .map(name -> "Source %s would want it, but is switched off.".formatted(name))
              .orElse("No event source wants it either.");
      return new Found(false, Set.of(), Optional.of(off), List.of(), List.of());
    }
    return gathered.found(true);
  }

  @Override
  public CompletionStage<Done> keep(Collection<Found> found) {
    var all = found.stream().flatMap(one -> one.events().stream()).toList();
    var folders = new HashSet<Folder>();
    found.forEach(one -> folders.addAll(one.disturbed()));
    var kept = events.record(all);
    var quiet = registry.current().roCrate().quiet();
    for (var folder : folders) {
      kept = kept.thenCompose(done -> events.putOff(folder, quiet));
    }
    return kept;
  }

  private static String key(BridgeEvent event) {
    return event
        .id()
        .filter(id -> id.length() <= LONGEST_ID && id.chars().noneMatch(Character::isISOControl))
        .orElseGet(() -> "sha256:" + sha256(event.json()));
  }

  /** Two notices of one object version are one event, whatever id each has. */
  private static String key(ObjectEvent object) {
    return "s3:" + sha256(object.identity());
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What comes together for one message. */
  private static final class Gathered {
    private final List<SourceEvent> events = new ArrayList<>();
    private final List<Folder> disturbed = new ArrayList<>();
    private final Set<Integer> wanted = new HashSet<>();
    private final List<String> refusals = new ArrayList<>();

    void add(Map<String, Made> made, String key, int place) {
      if (!made.isEmpty()) {
        wanted.add(place);
      }
      made.forEach((source, what) -> add(source, what, key, Optional.empty()));
    }

    void add(String source, Made made, String key, Optional<SourceEvent.Rest> rest) {
      if (made instanceof Made.Refusal refusal) {
        refusals.add("Source %s: %s".formatted(source, refusal.reason()));
      } else if (made instanceof Made.Note note) {
        events.add(
            new SourceEvent(
                source,
                key,
                Optional.empty(),
                Optional.of(note.words()),
                Optional.empty(),
                Optional.empty()));
      } else if (made instanceof Made.Description description) {
        events.add(
            new SourceEvent(
                source,
                key,
                Optional.of(description.text()),
                Optional.empty(),
                rest,
                Optional.empty()));
      }
    }

    Found found() {
      return found(!wanted.isEmpty());
    }

    Found found(boolean isWanted) {
      return new Found(
          isWanted,
          Set.copyOf(wanted),
          refusals.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", refusals)),
          List.copyOf(events),
          List.copyOf(disturbed));
    }
  }
}
