package io.bindery.quilt.crate;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.name.PackageName;

/**
 * What a crate is about.
 *
 * @param name of the package
 * @param source of its files, as text
 * @param metadata of the package. The properties of Quilt's profile ({@code creator}, {@code
 *     producer}, {@code instrument}, {@code instrument_id}, {@code eln_entry}), {@code
 *     description}, {@code license} and {@code keywords} become what RO-Crate has for them; other
 *     texts, numbers and truth values become {@code variableMeasured}
 */
public record CrateSubject(PackageName name, String source, JsonObject metadata) {
  public CrateSubject {
    requireNonNull(name, "name");
    requireNonNull(source, "source");
    requireNonNull(metadata, "metadata");
  }
}
