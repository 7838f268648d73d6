package io.bindery.packager.metadata;

import java.io.Serial;

/** A metadata file is broken. The message says where in it, and what is wrong. */
public final class MetadataFileException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  MetadataFileException(String message) {
    super(message);
  }

  MetadataFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
