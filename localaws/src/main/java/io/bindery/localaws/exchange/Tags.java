package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.exchange.Kept.Asset;
import io.bindery.localaws.exchange.Kept.DataSet;
import io.bindery.localaws.exchange.Kept.Revision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Tags of data sets, revisions and assets, by ARN. Jobs have none. */
final class Tags {
  private record Tagged(Map<String, String> tags, Function<Map<String, String>, Step> change) {}

  private final World world;

  Tags(World world) {
    this.world = world;
  }

  private Tagged require(String arn) {
    String[] parts = world.views().resource(arn).split("/", -1);
    return find(parts).orElseThrow(() -> Errors.notFound(kind(parts), arn));
  }

  private static String kind(String[] parts) {
    return parts.length >= 6 ? "ASSET" : parts.length >= 4 ? "REVISION" : "DATA_SET";
  }

  private Optional<Tagged> find(String[] parts) {
    ExchangeStore store = world.store();
    if (!parts[0].equals("data-sets")) {
      return Optional.empty();
    }
    return switch (parts.length) {
      case 2 -> store.dataSet(parts[1]).map(Tags::tagged);
      case 4 -> store.revision(parts[3]).map(Tags::tagged);
      case 6 -> store.asset(parts[5]).map(Tags::tagged);
      default -> Optional.empty();
    };
  }

  private static Tagged tagged(DataSet it) {
    return new Tagged(it.tags(), tags -> Step.none().with(it.withTags(tags)));
  }

  private static Tagged tagged(Revision it) {
    return new Tagged(it.tags(), tags -> Step.none().with(it.withTags(tags)));
  }

  private static Tagged tagged(Asset it) {
    return new Tagged(it.tags(), tags -> Step.none().with(it.withTags(tags)));
  }

  ObjectNode list(String arn) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode tags = answer.putObject("tags");
    require(arn).tags().forEach(tags::put);
    return answer;
  }

  void add(String arn, JsonNode in) {
    Tagged resource = require(arn);
    Map<String, String> all = new TreeMap<>(resource.tags());
    all.putAll(Checks.tags(in.path("tags")));
    world.commit(resource.change().apply(Checks.tags(all)));
  }

  void remove(String arn, List<String> keys) {
    Tagged resource = require(arn);
    Map<String, String> rest = new TreeMap<>(resource.tags());
    rest.keySet().removeAll(keys);
    world.commit(resource.change().apply(rest));
  }
}
