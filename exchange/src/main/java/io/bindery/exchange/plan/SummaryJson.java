package io.bindery.exchange.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.exchange.manifest.Mode;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** A summary as JSON, for plans in files and for whoever asks with {@code --json}. */
public final class SummaryJson {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String PACKAGE = "package";

  private SummaryJson() {}

  /** The summary as an object. */
  public static ObjectNode of(PlanSummary summary) {
    var json = MAPPER.createObjectNode();
    summary.productId().ifPresent(id -> json.put("product_id", id));
    json.put("dataset_id", summary.datasetId());
    summary.comment().ifPresent(comment -> json.put("comment", comment));
    if (!summary.tags().isEmpty()) {
      var tags = json.putObject("tags");
      new TreeMap<>(summary.tags()).forEach(tags::put);
    }
    json.put("mode", summary.mode().word());
    json.put("assets", summary.assets());
    json.put("bytes", summary.bytes());
    json.put("revisions", summary.revisions());
    json.put("jobs", summary.jobs());
    json.put("estimated_seconds", summary.estimate().toSeconds());
    summary
        .access()
        .ifPresent(
            access -> {
              var node = json.putObject("access");
              node.put("bucket", access.bucket());
              access.prefixes().forEach(node.putArray("prefixes")::add);
              access.keys().forEach(node.putArray("keys")::add);
            });
    summary.notices().forEach(json.putArray("notices")::add);
    summary.source().ifPresent(source -> json.put(PACKAGE, source.toString()));
    json.put("digest", summary.digest());
    return json;
  }

  static void write(PlanSummary summary, OutputStream out) throws IOException {
    out.write(MAPPER.writeValueAsBytes(of(summary)));
  }

  /** Reads what {@link #of} wrote. */
  public static PlanSummary read(String json) throws IOException {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  static PlanSummary read(byte[] bytes) throws IOException {
    var json = MAPPER.readTree(bytes);
    var tags = new LinkedHashMap<String, String>();
    json.path("tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
    var access = json.path("access");
    return new PlanSummary(
        optional(json, "product_id"),
        json.path("dataset_id").asText(),
        optional(json, "comment"),
        tags,
        Mode.valueOf(json.path("mode").asText().toUpperCase(Locale.ROOT).replace('-', '_')),
        json.path("assets").asLong(),
        json.path("bytes").asLong(),
        json.path("revisions").asLong(),
        json.path("jobs").asLong(),
        Duration.ofSeconds(json.path("estimated_seconds").asLong()),
        access.isMissingNode()
            ? Optional.empty()
            : Optional.of(
                new Access(
                    access.path("bucket").asText(),
                    texts(access, "prefixes"),
                    texts(access, "keys"))),
        texts(json, "notices"),
        source(json),
        json.path("digest").asText());
  }

  private static Optional<PackageUri> source(JsonNode json) throws IOException {
    var text = optional(json, PACKAGE);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(PackageUri.parse(text.get()));
    } catch (PackageUriException e) {
      throw new IOException("a plan names no package by %s".formatted(text.get()), e);
    }
  }

  private static Optional<String> optional(JsonNode json, String field) {
    return Optional.ofNullable(json.get(field)).map(JsonNode::asText);
  }

  private static List<String> texts(JsonNode json, String field) {
    var texts = new ArrayList<String>();
    json.path(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
