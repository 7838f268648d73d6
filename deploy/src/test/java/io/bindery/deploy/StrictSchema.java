package io.bindery.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the API of Kubernetes would refuse, and what it would pass over in silence: a key that does
 * not exist. Kinds of Kubernetes itself are read into the classes of its client, which must have a
 * place for every key. Kinds of others are held against the definitions that their projects publish
 * (in {@code crds}, without descriptions), with every object closed.
 */
final class StrictSchema {
  private static final String CORE = "io.fabric8.kubernetes.api.model.";
  private static final Map<String, String> PACKAGES =
      Map.of(
          "v1", CORE,
          "apps/v1", CORE + "apps.",
          "autoscaling/v2", CORE + "autoscaling.v2.",
          "networking.k8s.io/v1", CORE + "networking.v1.",
          "policy/v1", CORE + "policy.v1.",
          "rbac.authorization.k8s.io/v1", CORE + "rbac.");

  private static final List<String> ANNOTATIONS =
      List.of(
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "x-kubernetes-int-or-string",
          "x-kubernetes-preserve-unknown-fields");

  private static final ObjectMapper JSON = strict();
  private static final Map<String, Optional<Schema>> PUBLISHED = new ConcurrentHashMap<>();

  private StrictSchema() {}

  /** All that is wrong with an object, each with its place. */
  static List<String> problems(Manifest object) {
    var problems =
        PACKAGES.containsKey(object.apiVersion()) ? ofKubernetes(object) : ofOthers(object);
    return problems.stream().map(problem -> object + ": " + problem).toList();
  }

  private static List<String> ofKubernetes(Manifest object) {
    try {
      var type = Class.forName(PACKAGES.get(object.apiVersion()) + object.kind());
      JSON.treeToValue(JSON.<JsonNode>valueToTree(object.content()), type);
      return List.of();
    } catch (ClassNotFoundException e) {
      return List.of("there is no " + object.kind() + " in " + object.apiVersion());
    } catch (JsonProcessingException e) {
      return List.of(e.getMessage());
    }
  }

  private static List<String> ofOthers(Manifest object) {
    // Their definitions leave it to Kubernetes.
    try {
      JSON.treeToValue(JSON.<JsonNode>valueToTree(object.inner("metadata")), ObjectMeta.class);
    } catch (JsonProcessingException e) {
      return List.of(e.getMessage());
    }
    return PUBLISHED
        .computeIfAbsent(object.apiVersion() + "/" + object.kind(), StrictSchema::published)
        .map(
            schema ->
                schema.validate(JSON.<JsonNode>valueToTree(object.content())).stream()
                    .map(Object::toString)
                    .toList())
        .orElseGet(() -> List.of("nobody's definition of it is in crds"));
  }

  /**
   * The classes of the client keep a key that they do not know beside those that they know; here
   * they may not. And the text "3" is no number, as the API sees it.
   */
  private static ObjectMapper strict() {
    return JsonMapper.builder()
        .annotationIntrospector(
            new JacksonAnnotationIntrospector() {
              private static final long serialVersionUID = 1;

              @Override
              public Boolean hasAnySetter(Annotated annotated) {
                return false;
              }
            })
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  private static Optional<Schema> published(String kind) {
    var name = kind.substring(kind.lastIndexOf('/') + 1);
    try (var in = StrictSchema.class.getResourceAsStream("/crds/" + name + ".json")) {
      if (in == null) {
        return Optional.empty();
      }
      var definition = JSON.readTree(in);
      var known = definition.at("/group").asText() + "/" + definition.at("/version").asText();
      if (!kind.equals(known + "/" + name)) {
        return Optional.empty();
      }
      var schema = definition.get("schema");
      close(schema);
      return Optional.of(
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An object that names its properties has no others, unless its definition lets it. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    if (schema instanceof ObjectNode object) {
      // What the API does with values; the form is told by the rest.
      object.remove(ANNOTATIONS);
    }
    schema.forEach(StrictSchema::close);
  }
}
