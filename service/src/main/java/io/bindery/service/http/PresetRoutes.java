package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import com.typesafe.config.Config;
import io.bindery.packager.preset.Preset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /presets}: what a policy may name, and what each sets. They ship with Bindery. */
final class PresetRoutes {
  /**
   * A preset.
   *
   * @param title of whose folders it knows
   * @param router what it sets of a policy of batches, worded as one
   * @param packager what it sets of a package policy, worded as one
   */
  private record Shown(
      String name, String title, Map<String, Object> router, Map<String, Object> packager) {
    static Shown of(Preset preset) {
      var file = preset.file();
      return new Shown(preset.name(), preset.title(), words(file.router()), words(file.packager()));
    }

    private static Map<String, Object> words(Config config) {
      return config.root().unwrapped();
    }
  }

  private final List<Shown> presets = Preset.all().stream().map(Shown::of).toList();

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("presets", Set.of(), this::list));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return Call.done(Reply.ok(Map.of("presets", presets)));
  }
}
