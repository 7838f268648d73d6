package io.bindery.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each object that would be sent is one that Kubernetes, or who defines its kind, knows. */
class SchemaTest {
  /** Below these anything may stand. */
  private static final Set<String> FREE =
      Set.of(
          "annotations",
          "data",
          "stringData",
          "labels",
          "matchLabels",
          "selector",
          "requests",
          "limits",
          // Of a trigger of KEDA: each scaler has its own.
          "metadata");

  @Test
  void everyObjectIsOfAKnownKindAndHasOnlyWhatThatHas() {
    for (var rendered : Rendered.all()) {
      assertThat(rendered.objects()).as(rendered.name()).hasSizeGreaterThan(15);
      assertThat(rendered.objects().stream().flatMap(o -> StrictSchema.problems(o).stream()))
          .as(rendered.name())
          .isEmpty();
    }
  }

  /** Else the test above says nothing: each key of each object is misspelt in turn. */
  @Test
  void aMisspeltKeyIsFoundWhereverItStands() {
    var missed = new ArrayList<String>();
    int misspelt = 0;
    for (var object : everything()) {
      for (var path : keys(object.content(), "")) {
        var changed = object.copy();
        int slash = path.lastIndexOf('/');
        var key = path.substring(slash + 1);
        var holder = slash < 0 ? changed.content() : mutable(changed.at(path.substring(0, slash)));
        holder.put(key + key.charAt(key.length() - 1), holder.remove(key));
        misspelt++;
        if (StrictSchema.problems(changed).isEmpty()) {
          missed.add(object + " " + path);
        }
      }
    }
    assertThat(missed).isEmpty();
    assertThat(misspelt).isGreaterThan(400);
  }

  @Test
  void aTextIsNoNumberAndAKindThatNobodyDefinesIsRefused() {
    var node = Rendered.overlay("eks").nodes().get(0).copy();
    mutable(node.at("spec")).put("minReadySeconds", "10");
    assertThat(StrictSchema.problems(node)).singleElement().asString().contains("minReadySeconds");
    var keda = Rendered.eksWith(List.of("keda"));
    var scaled = keda.of("ScaledObject").get(0).copy();
    mutable(scaled.at("spec/triggers/0")).remove("type");
    assertThat(StrictSchema.problems(scaled)).singleElement().asString().contains("type");
    assertThat(StrictSchema.problems(new Manifest(Map.of("apiVersion", "v1", "kind", "Pot"))))
        .hasSize(1);
    assertThat(
            StrictSchema.problems(
                new Manifest(Map.of("apiVersion", "keda.sh/v2", "kind", "ScaledObject"))))
        .hasSize(1);
  }

  /** One object of each text: variants share most of them. */
  private static Set<Manifest> everything() {
    var everything = new java.util.LinkedHashSet<Manifest>();
    Rendered.all().forEach(rendered -> everything.addAll(rendered.objects()));
    return everything;
  }

  @SuppressWarnings("unchecked") // The parser makes these maps, and copies are made of them.
  private static Map<String, Object> mutable(Object map) {
    return (Map<String, Object>) map;
  }

  private static List<String> keys(Object value, String at) {
    var keys = new ArrayList<String>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> {
            var path = at + key;
            // Without its version or kind it is no object at all, which is another matter.
            if (!path.equals("kind") && !path.equals("apiVersion")) {
              keys.add(path);
            }
            if (inner instanceof List<?> || !FREE.contains(key) || path.equals("metadata")) {
              keys.addAll(keys(inner, path + "/"));
            }
          });
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        keys.addAll(keys(list.get(i), at + i + "/"));
      }
    }
    return keys;
  }
}
