package io.bindery.router.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bindery.router.batch.Evidence;

/** Evidence as the table of closed batches holds it. */
public final class EvidenceJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private EvidenceJson() {}

  static String write(Evidence evidence) {
    try {
      // Postgres holds no NUL in a text.
      return MAPPER.writeValueAsString(evidence).replace("\\u0000", "\\uFFFD");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Evidence is plain data.", e);
    }
  }

  /** What {@link #write} wrote, by this or an older version. */
  public static Evidence read(String json) {
    try {
      return MAPPER.readValue(json, Evidence.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The table of closed batches holds no evidence: " + json, e);
    }
  }
}
