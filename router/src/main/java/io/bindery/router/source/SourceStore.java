package io.bindery.router.source;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.RefusedException;
import io.bindery.platform.settings.SettingsException;
import io.bindery.platform.versioned.ChangeOutcome;
import io.bindery.platform.versioned.Origin;
import io.bindery.platform.versioned.Readable;
import io.bindery.platform.versioned.TableNames;
import io.bindery.platform.versioned.VersionedChange;
import io.bindery.platform.versioned.VersionedStore;
import io.bindery.platform.versioned.VersionedValues;
import io.bindery.protocol.field.FieldException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources that are set, or switched on and off, at run time. They are kept in the database with
 * their history, stand above those of the configuration one by one, and reach the registry of every
 * node within a second.
 */
public final class SourceStore extends VersionedStore<SourceView> {
  private static final Logger log = LoggerFactory.getLogger(SourceStore.class);

  private static final TableNames TABLE =
      new TableNames("event_source", "name", "definition", "event_source_revision");

  private static final String ENABLED = "enabled";

  private final SourceRegistry registry;
  private final Sources configured;
  private final SourceTexts texts;
  private final VersionedValues values;
  private final SourceEvents events;
  private final boolean queue;

  private SourceStore(
      SourceRegistry registry,
      SourceTexts texts,
      VersionedValues values,
      SourceEvents events,
      boolean queue) {
    super(values);
    this.registry = registry;
    this.configured = registry.current();
    this.texts = texts;
    this.values = values;
    this.events = events;
    this.queue = queue;
  }

  /**
   * Puts the stored sources in force, and follows changes for as long as the system runs. Waits for
   * the database: no event should be read by sources of yesterday.
   *
   * @param registry holds the sources of the configuration that the system was started with
   * @throws io.bindery.platform.database.DatabaseException if they cannot be read
   */
  public static SourceStore start(
      ActorSystem<?> system, SourceRegistry registry, SourceSettings settings) {
    var config = system.settings().config();
    var store =
        new SourceStore(
            registry,
            SourceTexts.from(config, registry.current().edp().enabled()),
            new VersionedValues(system, TABLE, "event sources"),
            new SourceEvents(Tables.of(system)),
            settings.packagerQueueUrl().isPresent());
    store.values.follow(latest -> registry.replace(store.merged(latest)));
    return store;
  }

  /**
   * All sources, the built-in ones first.
   *
   * @param after {@link Page#next()} of the page before
   */
  public CompletionStage<Page<SourceView>> list(Optional<Cursor> after, int limit) {
    return all()
        .thenApply(
            views -> {
              int from = 0;
              for (int i = 0; i < views.size(); i++) {
                if (after.isPresent() && views.get(i).name().equals(after.get().id())) {
                  from = i + 1;
                }
              }
              return Page.of(
                  views.subList(from, views.size()), limit, view -> Cursor.of(view.name()));
            });
  }

  private CompletionStage<List<SourceView>> all() {
    return values
        .latest()
        .thenCombine(
            events.counts(),
            (latest, counts) -> {
              var sources = merged(latest);
              var views = new ArrayList<SourceView>();
              for (var source : sources.all()) {
                views.add(view(source, latest, counts));
              }
              for (var name : new TreeSet<>(latest.keySet())) {
                if (sources.named(name).isEmpty()) {
                  broken(name, latest.get(name))
                      .ifPresent(why -> views.add(set(name, latest.get(name), counts, why)));
                }
              }
              return List.copyOf(views);
            });
  }

  /** One source, or nothing if there is none of this name. */
  public CompletionStage<Optional<SourceView>> of(String name) {
    return all()
        .thenApply(views -> views.stream().filter(view -> view.name().equals(name)).findFirst());
  }

  @Override
  protected CompletionStage<Optional<SourceView>> find(String name) {
    return of(name);
  }

  /**
   * Whether closed batches would ask for packages if their source were not switched off at run
   * time.
   */
  public boolean holdsBatchesBack() {
    return configured.edp().enabled() && !registry.current().edp().enabled();
  }

  /**
   * The last events that wait, or waited, for one of these folders to come to rest.
   *
   * @param prefixes of folders of the bucket
   */
  public CompletionStage<List<FolderEvent>> ofFolders(String bucket, List<String> prefixes) {
    return events.ofFolders(bucket, prefixes);
  }

  /** What became of the events of a source, the last ones first. */
  public CompletionStage<Page<SeenEvent>> events(
      String name, Optional<SeenEvent.State> state, Optional<Cursor> after, int limit) {
    return events.list(name, state, after, limit);
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
   * @throws RefusedException if the definition is not allowed
   */
  public CompletionStage<ChangeOutcome<SourceView>> set(
      String name, Map<String, Object> definition, OptionalLong expected, String who) {
    var source = read(name, definition);
    if (source.enabled() && !queue) {
      throw new RefusedException(
          "enabled",
          "Source %s would have nobody to ask: set bindery.router.sources.packager-queue-url."
              .formatted(name));
    }
    if (registry.current().named(name).isEmpty()
        && registry.current().all().size() >= Sources.MAX_CUSTOM) {
      throw new RefusedException(
          "", "There are %d sources already: take one away first.".formatted(Sources.MAX_CUSTOM));
    }
    return change(name, Optional.of(definition), expected, who);
  }

  /** Switches a source on or off, and leaves the rest of it as it is. */
  public CompletionStage<ChangeOutcome<SourceView>> enable(
      String name, boolean enabled, OptionalLong expected, String who) {
    return values
        .latest(name)
        .thenCompose(
            latest -> {
              var worded = latest.flatMap(VersionedChange::value).or(() -> texts.configured(name));
              if (worded.isEmpty()) {
                return CompletableFuture.completedFuture(new ChangeOutcome.NotSet<>());
              }
              var definition = new LinkedHashMap<>(worded.get());
              definition.put(ENABLED, enabled);
              long version = latest.map(VersionedChange::version).orElse(0L);
              return set(
                  name,
                  definition,
                  expected.isPresent() ? expected : OptionalLong.of(version),
                  who);
            });
  }

  private Source read(String name, Map<String, Object> definition) {
    try {
      return texts.read(name, definition);
    } catch (FieldException e) {
      throw new RefusedException(e.field(), e.getMessage(), e);
    } catch (SettingsException e) {
      throw new RefusedException("", e.getMessage(), e);
    }
  }

  private SourceView view(
      Source source, Map<String, VersionedChange> latest, Map<String, Map<String, Long>> counts) {
    var name = source.name();
    var change = Optional.ofNullable(latest.get(name));
    var set = change.flatMap(VersionedChange::value);
    var definition =
        new LinkedHashMap<>(
            texts.effective(name, set.or(() -> texts.configured(name)).orElse(Map.of())));
    // The configuration may say it in another word.
    definition.put(ENABLED, source.enabled());
    return new SourceView(
        name,
        change.map(VersionedChange::version).orElse(0L),
        Source.isBuiltIn(name) ? SourceView.Kind.BUILT_IN : SourceView.Kind.CUSTOM,
        set.isPresent() ? Origin.API : Origin.CONFIGURATION,
        source.enabled(),
        definition,
        counts.getOrDefault(name, Map.of()),
        change.map(VersionedChange::changedBy),
        change.map(VersionedChange::changedAt),
        change.flatMap(there -> broken(name, there)));
  }

  /** One that is stored and cannot be used: it is in force nowhere. */
  private static SourceView set(
      String name, VersionedChange change, Map<String, Map<String, Long>> counts, String why) {
    return new SourceView(
        name,
        change.version(),
        SourceView.Kind.CUSTOM,
        Origin.API,
        false,
        change.value().orElse(Map.of()),
        counts.getOrDefault(name, Map.of()),
        Optional.of(change.changedBy()),
        Optional.of(change.changedAt()),
        Optional.of(why));
  }

  private Optional<String> broken(String name, VersionedChange change) {
    return change
        .value()
        .flatMap(definition -> Readable.of(() -> texts.read(name, definition)).broken());
  }

  private Sources merged(Map<String, VersionedChange> latest) {
    var sources = configured;
    for (var name : new TreeSet<>(latest.keySet())) {
      var definition = latest.get(name).value();
      if (definition.isPresent()) {
        var before = sources;
        var read = Readable.of(() -> before.with(texts.read(name, definition.get())));
        read.broken()
            .ifPresent(why -> log.error("the stored source {} cannot be used: {}", name, why));
        sources = read.value().orElse(before);
      }
    }
    return sources;
  }
}
