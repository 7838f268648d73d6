package io.bindery.exchange.manifest;

import java.util.LinkedHashMap;
import java.util.Map;

/** How the fields of a manifest are called. */
final class Form {
  static final Form CURRENT =
      new Form(
          "",
          fields(
              "product_id", Field.PRODUCT,
              "dataset_id", Field.DATASET,
              "asset_list", Field.ASSETS,
              "package", Field.PACKAGE,
              "comment", Field.COMMENT,
              "tags", Field.TAGS,
              "mode", Field.MODE));

  /** The object that a manifest of the first form is in. */
  static final String WRAPPER = "Manifest";

  /** Inside {@link #WRAPPER}, as the first publishers for Data Exchange wrote it. */
  static final Form FIRST =
      new Form(
          WRAPPER + ".",
          fields("ProductId", Field.PRODUCT, "DatasetId", Field.DATASET, "Assets", Field.ASSETS));

  /** What a field is for. */
  enum Field {
    PRODUCT,
    DATASET,
    ASSETS,
    PACKAGE,
    COMMENT,
    TAGS,
    MODE
  }

  private final String prefix;
  private final Map<String, Field> fields;

  private Form(String prefix, Map<String, Field> fields) {
    this.prefix = prefix;
    this.fields = fields;
  }

  /** By name, in the order in which they are told. */
  Map<String, Field> fields() {
    return fields;
  }

  /** The full name of a field, for a complaint. */
  String path(String name) {
    return prefix + name;
  }

  /** The full name of the field that is for something. */
  String pathOf(Field field) {
    return fields.entrySet().stream()
        .filter(entry -> entry.getValue() == field)
        .map(entry -> path(entry.getKey()))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Field> fields(Object... namesAndFields) {
    var fields = new LinkedHashMap<String, Field>();
    for (int i = 0; i < namesAndFields.length; i += 2) {
      fields.put((String) namesAndFields[i], (Field) namesAndFields[i + 1]);
    }
    return fields;
  }
}
