package io.bindery.packager.draft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** Drafts as tables hold them. */
public final class DraftText {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          // What a later version added says nothing here.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private DraftText() {}

  public static String of(Draft draft) {
    try {
      return MAPPER.writeValueAsString(draft);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a draft cannot be written as JSON", e);
    }
  }

  /** Reads what {@link #of} wrote. */
  public static Draft read(String text) {
    try {
      return MAPPER.readValue(text, Draft.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("table suggestion holds a draft that cannot be read", e);
    }
  }
}
