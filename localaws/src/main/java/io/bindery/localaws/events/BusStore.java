package io.bindery.localaws.events;

import io.bindery.localaws.events.Rules.Bus;
import io.bindery.localaws.events.Rules.Kept;
import io.bindery.localaws.events.Rules.Rule;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.state.StateFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Buses and their rules, kept in a file, and each bus ready to match. */
final class BusStore {
  private final StateFile<Kept> file;
  private final Arns arns;
  private final Map<String, EventBus> ready = new ConcurrentHashMap<>();
  private volatile Map<String, Bus> buses;

  BusStore(Path path, Arns arns) {
    this.file = new StateFile<>(path, Kept.class);
    this.arns = arns;
    Bus first = new Bus(Arns.DEFAULT_BUS, "", Map.of());
    this.buses = file.load(new Kept(Map.of(first.name(), first))).buses();
    buses.forEach((name, bus) -> ready.put(name, new EventBus(bus, arns)));
  }

  Collection<Bus> all() {
    return new TreeMap<>(buses).values();
  }

  Optional<EventBus> ready(String name) {
    return Optional.ofNullable(ready.get(name));
  }

  boolean exists(String name) {
    return buses.containsKey(name);
  }

  Bus bus(String nameOrArn) {
    String name = Arns.busName(nameOrArn);
    Bus bus = buses.get(name);
    if (bus == null) {
      throw new AwsError(
          400, "ResourceNotFoundException", "Event bus " + name + " does not exist.");
    }
    return bus;
  }

  Rule rule(Bus bus, String name) {
    Rule rule = bus.rules().get(name);
    if (rule == null) {
      throw new AwsError(
          400,
          "ResourceNotFoundException",
          "Rule " + name + " does not exist on EventBus " + bus.name() + ".");
    }
    return rule;
  }

  synchronized void put(Bus bus) {
    EventBus built = new EventBus(bus, arns);
    Map<String, Bus> next = new TreeMap<>(buses);
    next.put(bus.name(), bus);
    save(next);
    ready.put(bus.name(), built);
  }

  synchronized void put(Bus bus, Rule rule) {
    Map<String, Rule> rules = new TreeMap<>(bus.rules());
    rules.put(rule.name(), rule);
    put(new Bus(bus.name(), bus.description(), rules));
  }

  synchronized void remove(Bus bus, Rule rule) {
    Map<String, Rule> rules = new TreeMap<>(bus.rules());
    rules.remove(rule.name());
    put(new Bus(bus.name(), bus.description(), rules));
  }

  synchronized void remove(Bus bus) {
    Map<String, Bus> next = new TreeMap<>(buses);
    next.remove(bus.name());
    save(next);
    ready.remove(bus.name());
  }

  private void save(Map<String, Bus> next) {
    file.save(new Kept(next));
    buses = next;
  }
}
