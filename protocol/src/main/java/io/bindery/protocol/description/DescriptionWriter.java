package io.bindery.protocol.description;

import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a description with everything filled in; what was absent stays absent. */
final class DescriptionWriter {

  private DescriptionWriter() {}

  static String write(PackageDescription description) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    if (description.source() instanceof EntryList list) {
      members.put(DescriptionParser.ENTRIES, new JsonString(list.id()));
    } else if (description.source() instanceof RegistryRevision revision) {
      members.put(DescriptionParser.REVISION, write(revision));
    } else {
      put(members, DescriptionField.SOURCE_PREFIX, description.source().toString());
    }
    put(members, DescriptionField.REGISTRY, description.registry());
    put(members, DescriptionField.PACKAGE_NAME, description.name().value());
    description
        .metadata()
        .ifPresent(metadata -> members.put(DescriptionField.METADATA.key(), metadata));
    description
        .metadataUri()
        .ifPresent(uri -> put(members, DescriptionField.METADATA_URI, uri.toString()));
    if (description.workflow() instanceof WorkflowChoice.Named named) {
      put(members, DescriptionField.WORKFLOW, named.name());
    } else if (description.workflow() instanceof WorkflowChoice.None) {
      put(members, DescriptionField.WORKFLOW, "");
    }
    description
        .commitMessage()
        .ifPresent(message -> put(members, DescriptionField.COMMIT_MESSAGE, message));
    return JsonForm.FILE.toText(new JsonObject(members));
  }

  private static JsonObject write(RegistryRevision revision) {
    var object =
        JsonObject.EMPTY
            .with(DescriptionField.REGISTRY.key(), new JsonString(revision.registry()))
            .with(DescriptionField.PACKAGE_NAME.key(), new JsonString(revision.name().value()))
            .with(DescriptionParser.TOP_HASH, new JsonString(revision.topHash()));
    return revision
        .destination()
        .map(it -> object.with(DescriptionParser.DESTINATION, new JsonString(it)))
        .orElse(object);
  }

  private static void put(Map<String, JsonValue> members, DescriptionField field, String text) {
    members.put(field.key(), new JsonString(text));
  }
}
