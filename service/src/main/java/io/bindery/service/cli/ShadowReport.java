package io.bindery.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.protocol.field.FieldException;
import io.bindery.service.shadow.Heard;
import io.bindery.service.shadow.ShadowDiff;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** How a comparison is told: a table for people, JSON for programs. */
record ShadowReport(Duration window, Heard ours, Heard theirs, ShadowDiff diff) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  void print(PrintWriter out) {
    var lines = new ArrayList<List<String>>();
    lines.add(List.of("bucket", "prefix", "ours", "theirs", "difference"));
    diff.rows().forEach(row -> lines.add(line(row)));
    var widths =
        IntStream.range(0, lines.get(0).size())
            .map(column -> lines.stream().mapToInt(l -> l.get(column).length()).max().orElse(0))
            .toArray();
    for (var line : lines) {
      var text = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        text.append(line.get(column))
            .append(" ".repeat(widths[column] - line.get(column).length() + 2));
      }
      out.println(text.toString().stripTrailing());
    }
    out.printf(
        "%n%d both, %d only ours, %d only theirs (window %d s)%n",
        diff.both().size(), diff.onlyOurs().size(), diff.onlyTheirs().size(), window.toSeconds());
    medianDifference()
        .forEach(seconds -> out.printf("ours are %s, in the median%n", words(seconds)));
    if (ours.others() + theirs.others() > 0) {
      out.printf(
          "left out: %d events of ours and %d of theirs that announce no batch%n",
          ours.others(), theirs.others());
    }
    out.flush();
  }

  private static List<String> line(ShadowDiff.Row row) {
    var difference =
        row.oursLater()
            .map(later -> words(later.toSeconds()))
            .orElseGet(() -> row.ours().isPresent() ? "only ours" : "only theirs");
    return List.of(
        FieldException.shown(row.bucket()),
        row.prefix().isEmpty() ? "(root)" : FieldException.shown(row.prefix()),
        row.ours().map(Instant::toString).orElse("-"),
        row.theirs().map(Instant::toString).orElse("-"),
        difference);
  }

  private static String words(long secondsLater) {
    return secondsLater == 0
        ? "at the same time"
        : "%d s %s".formatted(Math.abs(secondsLater), secondsLater > 0 ? "later" : "earlier");
  }

  /** None if nothing was announced by both. */
  private List<Long> medianDifference() {
    var sorted = new ArrayList<Long>();
    diff.both().forEach(row -> sorted.add(row.oursLater().orElseThrow().toSeconds()));
    Collections.sort(sorted);
    return sorted.isEmpty() ? List.of() : List.of(sorted.get(sorted.size() / 2));
  }

  String toJson() {
    var report =
        MAPPER
            .createObjectNode()
            .put("same", diff.isSame())
            .put("window_seconds", window.toMillis() / 1000.0);
    side(report.putObject("ours"), ours);
    side(report.putObject("theirs"), theirs);
    add(report.putArray("both"), diff.both());
    add(report.putArray("only_ours"), diff.onlyOurs());
    add(report.putArray("only_theirs"), diff.onlyTheirs());
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report)
          + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts and numbers can always be written.", e);
    }
  }

  private static void side(ObjectNode node, Heard heard) {
    node.put("announcements", heard.count()).put("other_events", heard.others());
  }

  private static void add(ArrayNode array, List<ShadowDiff.Row> rows) {
    for (var row : rows) {
      var node = array.addObject().put("bucket", row.bucket()).put("prefix", row.prefix());
      row.ours().ifPresent(time -> node.put("ours", time.toString()));
      row.theirs().ifPresent(time -> node.put("theirs", time.toString()));
      row.oursLater().ifPresent(later -> node.put("ours_later_seconds", later.toSeconds()));
    }
  }
}
