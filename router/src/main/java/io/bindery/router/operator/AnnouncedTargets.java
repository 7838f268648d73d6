package io.bindery.router.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.router.operator.Explanation.Announced;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where a closed batch was announced, as its row has it. */
final class AnnouncedTargets {
  private static final JsonMapper MAPPER = new JsonMapper();

  private AnnouncedTargets() {}

  /**
   * Those that have confirmed it, in the order in which they did, then those that have not.
   *
   * @param confirmed a JSON object of times by the words of targets
   * @param pending the words of targets
   */
  static List<Announced> read(String confirmed, String[] pending) {
    var all = new ArrayList<Announced>();
    try {
      MAPPER
          .readTree(confirmed)
          .properties()
          .forEach(
              field ->
                  all.add(
                      new Announced(
                          field.getKey(),
                          Optional.of(
                              OffsetDateTime.parse(field.getValue().asText()).toInstant()))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("closed_batch.announced_to is JSON by its type", e);
    }
    all.sort(Comparator.comparing(announced -> announced.announcedAt().orElseThrow()));
    Arrays.stream(pending).forEach(word -> all.add(new Announced(word, Optional.empty())));
    return List.copyOf(all);
  }
}
