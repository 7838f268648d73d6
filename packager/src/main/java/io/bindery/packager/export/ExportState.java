package io.bindery.packager.export;

import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What the tables of a target hold, and in which files: what is not named here is not exported.
 *
 * @param registry bucket
 * @param run of the export that wrote last; an export whose run is not there any more must stop
 * @param packs files with whole manifests: each is a file of the table of manifests and one of the
 *     table of entries, with the ETags of the manifests by top hash
 * @param pointers all that were read, by key
 * @param history the file of the tables of revisions and tags; absent before the first
 */
record ExportState(
    String registry,
    String run,
    Map<String, Map<String, String>> packs,
    Map<String, Pointer> pointers,
    Optional<String> history) {
  private static final String VERSION = "1";
  private static final String END = "end";

  /**
   * A pointer that was read.
   *
   * @param etag what it was when it was read
   */
  record Pointer(String etag, String topHash) {}

  static ExportState empty(String registry) {
    return new ExportState(registry, "", Map.of(), Map.of(), Optional.empty());
  }

  ExportState of(String otherRun) {
    return new ExportState(registry, otherRun, packs, pointers, history);
  }

  ExportState with(Map<String, Map<String, String>> otherPacks) {
    return new ExportState(registry, run, otherPacks, pointers, history);
  }

  ExportState with(Map<String, Pointer> otherPointers, String file) {
    return new ExportState(registry, run, packs, otherPointers, Optional.of(file));
  }

  /** Names that are files of a table. */
  boolean hasFile(ExportTable table, String name) {
    return table.isOfPacks()
        ? packs.keySet().stream().anyMatch(pack -> table.file(pack).equals(name))
        : history.filter(file -> table.file(file).equals(name)).isPresent();
  }

  byte[] toBytes() {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      line(zip, "tables", VERSION, registry, run);
      for (var pack : packs.entrySet()) {
        line(zip, "pack", pack.getKey());
        for (var manifest : pack.getValue().entrySet()) {
          line(zip, "manifest", manifest.getKey(), manifest.getValue());
        }
      }
      for (var pointer : pointers.entrySet()) {
        line(
            zip,
            "pointer",
            pointer.getKey(),
            pointer.getValue().etag(),
            pointer.getValue().topHash());
      }
      if (history.isPresent()) {
        line(zip, "history", history.get());
      }
      line(zip, END);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void line(GZIPOutputStream out, String... texts) throws IOException {
    var list = new JsonArray(Arrays.stream(texts).<JsonValue>map(JsonString::new).toList());
    out.write(JsonForm.FILE.toBytes(list));
    out.write('\n');
  }

  /**
   * Reads a state.
   *
   * @param where it is, for messages
   * @throws PackagingException if it is none
   */
  static ExportState read(byte[] bytes, String where) {
    var lines = new ArrayList<List<String>>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(bytes)), StandardCharsets.UTF_8))) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(texts(Json.parse(line)));
      }
      return of(lines);
    } catch (IOException
        | ClassCastException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw PackagingException.lasting(
          ("%s is not the state of an export of this version: export to an empty place, or delete"
                  + " all in this one.")
              .formatted(where),
          e);
    }
  }

  private static List<String> texts(JsonValue line) {
    return ((JsonArray) line)
        .items().stream().map(it -> ((JsonString) it).value()).collect(Collectors.toList());
  }

  private static ExportState of(List<List<String>> lines) {
    var head = lines.isEmpty() ? List.<String>of() : lines.get(0);
    if (head.size() != 4
        || !head.subList(0, 2).equals(List.of("tables", VERSION))
        || !lines.get(lines.size() - 1).equals(List.of(END))) {
      throw new IllegalArgumentException("its first or last line is another");
    }
    var packs = new LinkedHashMap<String, Map<String, String>>();
    var pointers = new LinkedHashMap<String, Pointer>();
    Optional<String> history = Optional.empty();
    // A state has no manifests before its first pack.
    Map<String, String> pack = new LinkedHashMap<>();
    for (var line : lines.subList(1, lines.size() - 1)) {
      var kind = line.get(0) + line.size();
      switch (kind) {
        case "pack2" -> {
          pack = new LinkedHashMap<>();
          packs.put(line.get(1), pack);
        }
        case "manifest3" -> pack.put(line.get(1), line.get(2));
        case "pointer4" -> pointers.put(line.get(1), new Pointer(line.get(2), line.get(3)));
        case "history2" -> history = Optional.of(line.get(1));
        default -> throw new IllegalArgumentException("a line of kind " + kind);
      }
    }
    return new ExportState(head.get(2), head.get(3), packs, pointers, history);
  }
}
