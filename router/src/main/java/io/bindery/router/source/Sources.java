package io.bindery.router.source;

import io.bindery.protocol.event.BridgeEvent;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.quilt.pattern.Guarded;
import io.bindery.quilt.pattern.TooComplexException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.event.ruler.Machine;

/**
 * All sources. A value: a change makes another one. What is said of an event is pure: nothing is
 * kept or sent here.
 */
public final class Sources {
  /** EventBridge's limit for the rules of a bus. */
  static final int MAX_CUSTOM = 300;

  private final Source.Edp edp;
  private final Source.HealthOmics healthOmics;
  private final Source.RoCrate roCrate;
  private final Map<String, Source.Custom> custom;

  /** The patterns of all that are switched on: a hundred cost hardly more than one. */
  private final Machine patterns;

  /** Which of the custom sources are switched on. */
  private final boolean anyCustom;

  Sources(
      Source.Edp edp,
      Source.HealthOmics healthOmics,
      Source.RoCrate roCrate,
      Collection<Source.Custom> custom) {
    this.edp = edp;
    this.healthOmics = healthOmics;
    this.roCrate = roCrate;
    var byName = new LinkedHashMap<String, Source.Custom>();
    custom.forEach(source -> byName.put(source.name(), source));
    this.custom = Collections.unmodifiableMap(byName);
    this.patterns = machine(byName.values());
    this.anyCustom = custom.stream().anyMatch(Source::enabled);
  }

  private static Machine machine(Collection<Source.Custom> sources) {
    var machine = Machine.builder().build();
    for (var source : sources) {
      if (source.enabled()) {
        try {
          machine.addRule(source.name(), source.pattern().json());
        } catch (IOException e) {
          throw new IllegalStateException("a pattern that was read cannot be read again", e);
        }
      }
    }
    return machine;
  }

  /** These, with one added or put in the place of the one of its name. */
  Sources with(Source source) {
    if (source instanceof Source.Edp changed) {
      return new Sources(changed, healthOmics, roCrate, custom.values());
    }
    if (source instanceof Source.HealthOmics changed) {
      return new Sources(edp, changed, roCrate, custom.values());
    }
    if (source instanceof Source.RoCrate changed) {
      return new Sources(edp, healthOmics, changed, custom.values());
    }
    var others = new LinkedHashMap<>(custom);
    others.put(source.name(), (Source.Custom) source);
    return new Sources(edp, healthOmics, roCrate, others.values());
  }

  /** Closed batches. */
  public Source.Edp edp() {
    return edp;
  }

  Source.RoCrate roCrate() {
    return roCrate;
  }

  /** All of them, the built-in ones first. */
  public List<Source> all() {
    var all = new ArrayList<Source>(List.of(edp, healthOmics, roCrate));
    all.addAll(new TreeMap<>(custom).values());
    return List.copyOf(all);
  }

  Optional<Source> named(String name) {
    return all().stream().filter(source -> source.name().equals(name)).findFirst();
  }

  /** Whether events of objects are to be shown to {@link #of(BridgeEvent, Instant)} at all. */
  boolean readObjectEvents() {
    return anyCustom;
  }

  /** What those that are switched on make of an event, by name; empty if none wants it. */
  Map<String, Made> of(BridgeEvent event, Instant now) {
    var made = new LinkedHashMap<String, Made>();
    if (healthOmics.enabled() && HealthOmics.PATTERN.matches(event.tree())) {
      made.put(healthOmics.name(), HealthOmics.of(event));
    }
    if (anyCustom) {
      var tooCostly = new TreeMap<String, Made>();
      for (var source : custom.values()) {
        if (source.enabled()) {
          refusal(source, event).ifPresent(refusal -> tooCostly.put(source.name(), refusal));
        }
      }
      made.putAll(tooCostly);
      matching(event, tooCostly.keySet())
          .forEach(source -> made.put(source.name(), made(source, event, now)));
    }
    return made;
  }

  private static Optional<Made> refusal(Source.Custom source, BridgeEvent event) {
    try {
      source.pattern().checkCost(event.tree());
      return Optional.empty();
    } catch (TooComplexException e) {
      return Optional.of(new Made.Refusal("It cannot be compared: " + e.getMessage() + "."));
    }
  }

  /** One comparison for all, unless one of them would take too long. */
  private List<Source.Custom> matching(BridgeEvent event, Set<String> without) {
    if (without.isEmpty()) {
      return Guarded.call("The event", () -> patterns.rulesForJSONEvent(event.tree())).stream()
          .sorted()
          .map(custom::get)
          .toList();
    }
    return new TreeMap<>(custom)
        .values().stream()
            .filter(source -> source.enabled() && !without.contains(source.name()))
            .filter(source -> source.pattern().matches(event.tree()))
            .toList();
  }

  static Made made(Source.Custom source, BridgeEvent event, Instant now) {
    try {
      return Descriptions.of(source.input().of(event, source.name(), now), event);
    } catch (TooComplexException e) {
      return new Made.Refusal(e.getMessage() + ".");
    }
  }

  /** The folder of an object that is a crate, if crates are packaged. */
  Optional<String> crateFolder(ObjectEvent object) {
    return roCrate.enabled() ? RoCrates.folder(object) : Optional.empty();
  }

  /** Why an event was not taken that a source would take if it were switched on. */
  Optional<String> switchedOff(BridgeEvent event) {
    if (!healthOmics.enabled() && HealthOmics.PATTERN.matches(event.tree())) {
      return Optional.of(healthOmics.name());
    }
    return custom.values().stream()
        .filter(source -> !source.enabled() && source.pattern().matches(event.tree()))
        .map(Source::name)
        .findFirst();
  }
}
