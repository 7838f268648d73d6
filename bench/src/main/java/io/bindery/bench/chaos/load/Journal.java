package io.bindery.bench.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.bindery.bench.chaos.history.Batch;
import io.bindery.bench.chaos.history.Element;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * What the journal holds of the batches, read with nothing of Bindery's own.
 *
 * @param batches those that were closed
 * @param open the elements that are in none of them
 */
record Journal(List<Batch> batches, List<Element> open) {
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final int FETCH = 1_000;
  private static final String EVENTS =
      "SELECT persistence_id, event_payload, extract(epoch FROM db_timestamp) * 1000"
          + " FROM event_journal WHERE entity_type = 'batch' ORDER BY persistence_id, seq_nr";

  static Journal read(BenchDatabase database) {
    var batches = new ArrayList<Batch>();
    var open = new HashMap<String, List<Batch.Recorded>>();
    try (var connection = DriverManager.getConnection(database.url())) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.setFetchSize(FETCH);
        try (var rows = statement.executeQuery(EVENTS)) {
          while (rows.next()) {
            var recorded = open.computeIfAbsent(rows.getString(1), id -> new ArrayList<>());
            var event = CBOR.readTree(rows.getBytes(2));
            long at = (long) rows.getDouble(3);
            switch (event.path("type").asText()) {
              case "objects-recorded" ->
                  event
                      .get("objects")
                      .forEach(one -> recorded.add(new Batch.Recorded(element(event, one), at)));
              case "batch-closed" -> {
                batches.add(
                    new Batch(
                        event.get("batchId").asText(),
                        event.get("prefix").asText(),
                        event.get("reason").asText(),
                        recorded));
                recorded.clear();
              }
              default -> {
                // It moves no object.
              }
            }
          }
        }
      }
    } catch (SQLException | IOException e) {
      throw new BenchException("The journal cannot be read", e);
    }
    return new Journal(
        batches,
        open.values().stream().flatMap(List::stream).map(Batch.Recorded::element).toList());
  }

  /** An object is a list: its name and its size come first. */
  private static Element element(JsonNode event, JsonNode object) {
    return new Element(
        event.get("prefix").asText() + object.get(0).asText(), object.get(1).asLong());
  }
}
