package io.bindery.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of a run as JSON. */
public final class FigureFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private FigureFile() {}

  /**
   * Writes them. What was not measured is null, and the reason stands under {@code not_measured}.
   *
   * @param keyed under names that stay the same
   * @param more whose names may change
   * @param about the run
   */
  public static void write(
      Path file,
      Map<String, Part<Double>> keyed,
      Map<String, Part<Double>> more,
      Map<String, ?> about)
      throws IOException {
    var all = new LinkedHashMap<String, Object>();
    var missing = new LinkedHashMap<String, String>();
    var others = new LinkedHashMap<String, Object>();
    put(keyed, all, missing);
    put(more, others, missing);
    all.put("not_measured", missing);
    all.put("more", others);
    all.putAll(about);
    JSON.writeValue(file.toFile(), all);
  }

  private static void put(
      Map<String, Part<Double>> figures, Map<String, Object> values, Map<String, String> missing) {
    figures.forEach(
        (key, part) -> {
          values.put(key, part.seen().orElse(null));
          if (part.seen().isEmpty()) {
            missing.put(key, part.reason());
          }
        });
  }
}
