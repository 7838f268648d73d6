package io.bindery.router.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.PackageDescription;

/** Checks what is made before it is kept: the packager would refuse it for the same reason. */
final class Descriptions {
  private Descriptions() {}

  static Made of(JsonNode description) {
    return of(description.toString());
  }

  static Made of(String text) {
    try {
      return new Made.Description(text, PackageDescription.parse(text));
    } catch (DescriptionException e) {
      return new Made.Refusal(e.getMessage());
    }
  }
}
