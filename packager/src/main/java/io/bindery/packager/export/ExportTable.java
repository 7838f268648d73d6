package io.bindery.packager.export;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MICROS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.Type.Repetition.OPTIONAL;
import static org.apache.parquet.schema.Type.Repetition.REQUIRED;

import java.util.Locale;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The tables, with the columns that Quilt's Iceberg tables have. */
enum ExportTable {
  /** One row for each pointer that is named by a time. */
  REVISION,
  /** One for each other pointer. */
  TAG,
  /** One for each manifest, whether a pointer leads to it or not. */
  MANIFEST,
  /** One for each line of a manifest after its first. */
  ENTRY;

  private static Type text(String name) {
    return Types.primitive(BINARY, REQUIRED).as(stringType()).named(name);
  }

  private static Type optional(String name) {
    return Types.primitive(BINARY, OPTIONAL).as(stringType()).named(name);
  }

  private static Type time(String name) {
    return Types.primitive(INT64, REQUIRED).as(timestampType(true, MICROS)).named(name);
  }

  MessageType schema() {
    return switch (this) {
      case REVISION -> schema(text("pkg_name"), time("timestamp"), text("top_hash"));
      case TAG -> schema(text("pkg_name"), text("tag_name"), text("top_hash"));
      case MANIFEST -> schema(text("top_hash"), optional("message"), optional("metadata"));
      case ENTRY ->
          schema(
              text("top_hash"),
              text("logical_key"),
              optional("physical_key"),
              optional("hash_type"),
              optional("hash_value"),
              Types.primitive(INT64, OPTIONAL).named("size"),
              optional("metadata"));
    };
  }

  private MessageType schema(Type... columns) {
    return new MessageType(folder(), columns);
  }

  /** Whether its files hold the rows of whole manifests. */
  boolean isOfPacks() {
    return this == MANIFEST || this == ENTRY;
  }

  /** Where its files are in the target. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of a file in the target. */
  String file(String name) {
    return folder() + "/" + name + ".parquet";
  }
}
