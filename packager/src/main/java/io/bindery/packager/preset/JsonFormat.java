package io.bindery.packager.preset;

import io.bindery.packager.metadata.MetadataFile;
import io.bindery.packager.metadata.MetadataFileException;
import io.bindery.quilt.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A JSON object; a field is a path, see {@link JsonSteps}. */
final class JsonFormat implements RunFormat {
  @Override
  public Map<String, List<JsonValue>> values(byte[] file, Set<String> fields)
      throws RunFileException {
    try {
      return JsonSteps.values(MetadataFile.JSON.read(file), fields);
    } catch (MetadataFileException e) {
      throw new RunFileException("is no JSON that can be read: " + e.getMessage(), e);
    }
  }
}
