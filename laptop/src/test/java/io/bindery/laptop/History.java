package io.bindery.laptop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the journal holds of the batches, read with nothing of Bindery's own: which objects each
 * closed batch has, and which wait in an open one.
 *
 * @param batches the keys of each closed batch, as often as they were recorded
 * @param open the keys that are in no closed batch
 */
record History(Map<String, List<String>> batches, List<String> open) {
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final String EVENTS =
      "SELECT persistence_id, event_payload FROM event_journal WHERE entity_type = 'batch'"
          + " ORDER BY persistence_id, seq_nr";

  /**
   * Reads it.
   *
   * @param postgres as {@code up} prints it, with the password
   */
  static History of(URI postgres) throws SQLException, IOException {
    var batches = new LinkedHashMap<String, List<String>>();
    var open = new HashMap<String, List<String>>();
    try (var connection = connect(postgres);
        var rows = connection.createStatement().executeQuery(EVENTS)) {
      while (rows.next()) {
        var keys = open.computeIfAbsent(rows.getString(1), id -> new ArrayList<>());
        var event = CBOR.readTree(rows.getBytes(2));
        switch (event.path("type").asText()) {
          case "objects-recorded" -> event.get("objects").forEach(o -> keys.add(key(event, o)));
          case "batch-closed" -> {
            batches.put(event.get("batchId").asText(), List.copyOf(keys));
            keys.clear();
          }
          default -> {
            // It moves no object.
          }
        }
      }
    }
    return new History(batches, open.values().stream().flatMap(List::stream).toList());
  }

  /** The rows of a query of one column. */
  static List<String> query(URI postgres, String sql) throws SQLException {
    try (var connection = connect(postgres);
        var rows = connection.createStatement().executeQuery(sql)) {
      var result = new ArrayList<String>();
      while (rows.next()) {
        result.add(rows.getString(1));
      }
      return result;
    }
  }

  /** Every key that was recorded, as often as it was. */
  List<String> recorded() {
    var all = new ArrayList<>(open);
    batches.values().forEach(all::addAll);
    return all;
  }

  private static String key(JsonNode event, JsonNode object) {
    return event.get("prefix").asText() + object.get(0).asText();
  }

  private static Connection connect(URI postgres) throws SQLException {
    var user = postgres.getUserInfo().split(":", -1);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", user[0], user[1]);
  }
}
