package io.bindery.service.emf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Makes documents of CloudWatch's embedded metric format of meters. One document has the figures
 * that share the values of their dimensions. A counter is told by what was added since the last
 * time; of times and amounts there are their number, their sum and the largest.
 */
final class EmfLines {
  /** CloudWatch takes no more in one document. */
  private static final int FIGURES_IN_A_DOCUMENT = 100;

  private static final JsonMapper JSON = new JsonMapper();

  private final EmfSettings settings;

  /** What counters stood at, by meter and figure. */
  private final Map<String, Double> before = new HashMap<>();

  private record Figure(String name, String unit, double value) {}

  EmfLines(EmfSettings settings) {
    this.settings = settings;
  }

  /** The documents, each by the names of its members. */
  List<Map<String, Object>> documents(MeterRegistry registry, Instant now) {
    var byDimensions = new LinkedHashMap<Map<String, String>, List<Figure>>();
    for (var meter : registry.getMeters()) {
      if (settings.metrics().contains(meter.getId().getName())) {
        byDimensions
            .computeIfAbsent(dimensions(meter), it -> new ArrayList<>())
            .addAll(figures(meter));
      }
    }
    var documents = new ArrayList<Map<String, Object>>();
    byDimensions.forEach(
        (dimensions, figures) -> {
          for (int from = 0; from < figures.size(); from += FIGURES_IN_A_DOCUMENT) {
            int to = Math.min(figures.size(), from + FIGURES_IN_A_DOCUMENT);
            documents.add(document(dimensions, figures.subList(from, to), now));
          }
        });
    return documents;
  }

  private Map<String, Object> document(
      Map<String, String> dimensions, List<Figure> figures, Instant now) {
    var document = new LinkedHashMap<String, Object>();
    var definitions =
        figures.stream().map(it -> Map.of("Name", it.name(), "Unit", it.unit())).toList();
    document.put(
        "_aws",
        Map.of(
            "Timestamp",
            now.toEpochMilli(),
            "CloudWatchMetrics",
            List.of(
                Map.of(
                    "Namespace",
                    settings.namespace(),
                    "Dimensions",
                    List.of(List.copyOf(dimensions.keySet())),
                    "Metrics",
                    definitions))));
    document.putAll(dimensions);
    figures.forEach(it -> document.put(it.name(), it.value()));
    return document;
  }

  private Map<String, String> dimensions(Meter meter) {
    var dimensions = new TreeMap<>(settings.dimensions());
    for (Tag tag : meter.getId().getTags()) {
      dimensions.put(tag.getKey(), tag.getValue());
    }
    return dimensions;
  }

  private List<Figure> figures(Meter meter) {
    var figures = new ArrayList<Figure>();
    var name = name(meter);
    if (meter instanceof Counter counter) {
      figures.add(added(meter, name, unit(meter), counter.count()));
    } else if (meter instanceof FunctionCounter counter) {
      figures.add(added(meter, name, unit(meter), counter.count()));
    } else if (meter instanceof Timer timer) {
      figures.add(added(meter, name + "_count", "Count", (double) timer.count()));
      figures.add(added(meter, name + "_sum", "Seconds", timer.totalTime(TimeUnit.SECONDS)));
      figures.add(new Figure(name + "_max", "Seconds", timer.max(TimeUnit.SECONDS)));
    } else if (meter instanceof DistributionSummary amounts) {
      figures.add(added(meter, name + "_count", "Count", (double) amounts.count()));
      figures.add(added(meter, name + "_sum", unit(meter), amounts.totalAmount()));
      figures.add(new Figure(name + "_max", unit(meter), amounts.max()));
    } else if (meter instanceof Gauge gauge) {
      figures.add(new Figure(name, unit(meter), gauge.value()));
    }
    // What is not known is not told: JSON has no word for it.
    figures.removeIf(figure -> !Double.isFinite(figure.value()));
    return figures;
  }

  private Figure added(Meter meter, String name, String unit, double total) {
    var prior = before.put(meter.getId() + " " + name, total);
    return new Figure(name, unit, Math.max(0, total - (prior == null ? 0 : prior)));
  }

  /** As Prometheus has it, without the ending of counters. */
  private static String name(Meter meter) {
    var unit = meter instanceof Timer ? "seconds" : meter.getId().getBaseUnit();
    var name = meter.getId().getName().replace('.', '_');
    return unit == null || unit.isEmpty() || name.endsWith("_" + unit) ? name : name + "_" + unit;
  }

  private static String unit(Meter meter) {
    var unit = meter.getId().getBaseUnit();
    if (unit == null) {
      return "Count";
    }
    return switch (unit) {
      case "seconds" -> "Seconds";
      case "bytes" -> "Bytes";
      default -> "Count";
    };
  }

  static String line(Map<String, Object> document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
