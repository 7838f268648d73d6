package io.bindery.packager.preset;

import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lines such as {@code flow_cell_id=FAX00000}, in UTF-8. A field is what is before the sign. */
final class KeyValueFormat implements RunFormat {
  @Override
  public Map<String, List<JsonValue>> values(byte[] file, Set<String> fields)
      throws RunFileException {
    var found = new LinkedHashMap<String, List<JsonValue>>();
    boolean any = false;
    for (var line : text(file).split("\\R", -1)) {
      int sign = line.indexOf('=');
      if (sign > 0) {
        any = true;
        var field = line.substring(0, sign).strip();
        if (fields.contains(field)) {
          // Of two lines the first is meant, as with other formats.
          found.putIfAbsent(field, List.of(new JsonString(line.substring(sign + 1))));
        }
      }
    }
    if (!any) {
      throw new RunFileException("has no lines of the form key=value");
    }
    return found;
  }

  private static String text(byte[] file) throws RunFileException {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new RunFileException("is not UTF-8 text", e);
    }
  }
}
