package io.bindery.router.source;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.database.Tables;
import io.bindery.platform.settings.SettingsException;
import io.bindery.protocol.field.FieldException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources that are set, or switched on and off, at run time. They are kept in the database with
 * their history, stand above those of the configuration one by one, and reach the registry of every
 * node within a second.
 */
public final class SourceStore {
  private static final Logger log = LoggerFactory.getLogger(SourceStore.class);

  /** The pause between two looks for changes that other nodes took. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(5);

  /** Changes without an expected version try again so often when another one was faster. */
  private static final int ATTEMPTS = 5;

  private static final String ENABLED = "enabled";

  private final SourceRegistry registry;
  private final Sources configured;
  private final SourceTexts texts;
  private final SourceRows rows;
  private final SourceEvents events;
  private final boolean queue;
  private final Clock clock = Clock.systemUTC();

  /** Loads come one after another, so that no older one is put in force after a newer one. */
  private CompletionStage<Done> loading = CompletableFuture.completedFuture(Done.done());

  private volatile long loadedRevision = -1;
  private volatile boolean failing;

  private SourceStore(
      SourceRegistry registry,
      SourceTexts texts,
      SourceRows rows,
      SourceEvents events,
      boolean queue) {
    this.registry = registry;
    this.configured = registry.current();
    this.texts = texts;
    this.rows = rows;
    this.events = events;
    this.queue = queue;
  }

  /**
   * Puts the stored sources in force, and follows changes for as long as the system runs. Waits for
   * the database: no event should be read by sources of yesterday.
   *
   * @param registry holds the sources of the configuration that the system was started with
   * @throws DatabaseException if they cannot be read
   */
  public static SourceStore start(
      ActorSystem<?> system, SourceRegistry registry, SourceSettings settings) {
    var config = system.settings().config();
    var tables = Tables.of(system);
    var store =
        new SourceStore(
            registry,
            SourceTexts.from(config, registry.current().edp().enabled()),
            new SourceRows(tables),
            new SourceEvents(tables),
            settings.packagerQueueUrl().isPresent());
    try {
      store.load().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new DatabaseException("The event sources cannot be read: " + e.getCause(), e);
    }
    system.scheduler().scheduleWithFixedDelay(POLL, POLL, store::follow, system.executionContext());
    return store;
  }

  /** All sources, the built-in ones first. */
  public CompletionStage<List<SourceView>> all() {
    return rows.latest()
        .thenCombine(
            events.counts(),
            (latest, counts) -> {
              var sources = merged(latest);
              var views = new ArrayList<SourceView>();
              for (var source : sources.all()) {
                views.add(view(source, latest, counts));
              }
              return List.copyOf(views);
            });
  }

  /** One source, or nothing if there is none of this name. */
  public CompletionStage<Optional<SourceView>> of(String name) {
    return all()
        .thenApply(views -> views.stream().filter(view -> view.name().equals(name)).findFirst());
  }

  /** The changes of a source, the last one first. */
  public CompletionStage<List<SourceChange>> history(String name, int limit) {
    return rows.history(name, limit);
  }

  /** What became of the events of a source, the last ones first. */
  public CompletionStage<List<SeenEvent>> events(String name, Optional<String> state, int limit) {
    return events.list(name, state, limit);
  }

  /**
   * Tries a source on an event.
   *
   * @param name of a source that is there
   * @param event what the event queue would hold
   * @return nothing if there is no such source
   * @throws FieldException if the event cannot be read
   */
  public Optional<Trial> trial(String name, String event) throws FieldException {
    var source = registry.current().named(name);
    return source.isPresent() ? Optional.of(Trial.of(source.get(), event)) : Optional.empty();
  }

  /**
   * Sets a source, or makes one.
   *
   * @param definition worded as in the API
   * @param expected version that the source must be at; absent: whichever
   * @param who for the history
   * @throws SourceException if the definition is not allowed
   */
  public CompletionStage<SourceOutcome> set(
      String name, Map<String, Object> definition, OptionalLong expected, String who) {
    var source = read(name, definition);
    if (source.enabled() && !queue) {
      throw new SourceException(
          "Source %s would have nobody to ask: set bindery.router.sources.packager-queue-url."
              .formatted(name));
    }
    if (registry.current().named(name).isEmpty()
        && registry.current().all().size() >= Sources.MAX_CUSTOM) {
      throw new SourceException(
          "There are %d sources already: take one away first.".formatted(Sources.MAX_CUSTOM));
    }
    return change(name, latest -> Optional.of(definition), expected, who, ATTEMPTS);
  }

  /** Switches a source on or off, and leaves the rest of it as it is. */
  public CompletionStage<SourceOutcome> enable(
      String name, boolean enabled, OptionalLong expected, String who) {
    return rows.history(name, 1)
        .thenCompose(
            changes -> {
              var worded =
                  changes.stream()
                      .findFirst()
                      .flatMap(SourceChange::definition)
                      .or(() -> texts.configured(name));
              if (worded.isEmpty()) {
                return done(new SourceOutcome.NotSet());
              }
              var definition = new LinkedHashMap<>(worded.get());
              definition.put(ENABLED, enabled);
              long version = changes.stream().findFirst().map(SourceChange::version).orElse(0L);
              return set(
                  name,
                  definition,
                  expected.isPresent() ? expected : OptionalLong.of(version),
                  who);
            });
  }

  /** Takes what was set at run time away: the configuration's, if any, is in force again. */
  public CompletionStage<SourceOutcome> remove(String name, OptionalLong expected, String who) {
    return change(name, latest -> Optional.empty(), expected, who, ATTEMPTS);
  }

  private Source read(String name, Map<String, Object> definition) {
    try {
      return texts.read(name, definition);
    } catch (FieldException | SettingsException e) {
      throw new SourceException(e.getMessage(), e);
    }
  }

  private CompletionStage<SourceOutcome> change(
      String name,
      Function<Optional<SourceChange>, Optional<Map<String, Object>>> next,
      OptionalLong expected,
      String who,
      int attempts) {
    return rows.history(name, 1)
        .thenCompose(
            changes -> {
              var latest = changes.stream().findFirst();
              long version = latest.map(SourceChange::version).orElse(0L);
              if (expected.isPresent() && expected.getAsLong() != version) {
                return done(new SourceOutcome.OtherVersion(version));
              }
              var definition = next.apply(latest);
              if (definition.isEmpty() && latest.flatMap(SourceChange::definition).isEmpty()) {
                return done(new SourceOutcome.NotSet());
              }
              return rows.change(
                      name,
                      version,
                      definition,
                      who,
                      clock.instant().truncatedTo(ChronoUnit.MILLIS))
                  .thenCompose(
                      stored -> {
                        if (stored) {
                          log.info(
                              "source {}: version {} {} by {}",
                              name,
                              version + 1,
                              definition.isPresent() ? "set" : "taken away",
                              who);
                          return load().thenCompose(loaded -> changed(name, version + 1));
                        }
                        return attempts > 1
                            ? change(name, next, expected, who, attempts - 1)
                            : done(new SourceOutcome.OtherVersion(version + 1));
                      });
            });
  }

  private CompletionStage<SourceOutcome> changed(String name, long version) {
    return of(name)
        .thenApply(
            view ->
                view.<SourceOutcome>map(SourceOutcome.Changed::new)
                    .orElseGet(() -> new SourceOutcome.Gone(version)));
  }

  private static CompletionStage<SourceOutcome> done(SourceOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  private SourceView view(
      Source source, Map<String, SourceChange> latest, Map<String, Map<String, Long>> counts) {
    var name = source.name();
    var change = Optional.ofNullable(latest.get(name));
    var set = change.flatMap(SourceChange::definition);
    var definition =
        new LinkedHashMap<>(
            texts.effective(name, set.or(() -> texts.configured(name)).orElse(Map.of())));
    // The configuration may say it in another word.
    definition.put(ENABLED, source.enabled());
    return new SourceView(
        name,
        change.map(SourceChange::version).orElse(0L),
        Source.isBuiltIn(name) ? SourceView.Kind.BUILT_IN : SourceView.Kind.CUSTOM,
        set.isPresent() ? SourceView.Origin.API : SourceView.Origin.CONFIGURATION,
        source.enabled(),
        definition,
        counts.getOrDefault(name, Map.of()),
        change.map(SourceChange::changedBy),
        change.map(SourceChange::changedAt));
  }

  private void follow() {
    inTime(rows.revision())
        .thenCompose(
            revision ->
                revision == loadedRevision
                    ? CompletableFuture.completedFuture(Done.done())
                    : load())
        .whenComplete((done, failure) -> report(failure));
  }

  private synchronized CompletionStage<Done> load() {
    var next = loading.handle((before, failure) -> loadNow()).thenCompose(Function.identity());
    loading = next;
    return next;
  }

  private CompletionStage<Done> loadNow() {
    // The revision first: what changes in between is loaded again.
    return inTime(
            rows.revision()
                .thenCompose(
                    revision -> rows.latest().thenApply(latest -> Map.entry(revision, latest))))
        .thenApply(
            loaded -> {
              registry.replace(merged(loaded.getValue()));
              loadedRevision = loaded.getKey();
              return Done.done();
            });
  }

  private static <T> CompletionStage<T> inTime(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(LOAD_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  private Sources merged(Map<String, SourceChange> latest) {
    var sources = configured;
    for (var name : new TreeSet<>(latest.keySet())) {
      var definition = latest.get(name).definition();
      if (definition.isPresent()) {
        try {
          sources = sources.with(texts.read(name, definition.get()));
        } catch (FieldException | SettingsException e) {
          // What a newer version of Bindery stored may not be readable here.
          log.error("the stored source {} cannot be used: {}", name, e.getMessage());
        }
      }
    }
    return sources;
  }

  private void report(Throwable failure) {
    if (failure != null && !failing) {
      log.warn("changes of sources cannot be read, trying again: {}", failure.toString());
    }
    failing = failure != null;
  }
}
