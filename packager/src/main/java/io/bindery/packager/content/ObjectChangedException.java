package io.bindery.packager.content;

import java.io.Serial;

/** What is at a place is not what was listed there. */
final class ObjectChangedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ObjectChangedException() {
    super("the object has another ETag");
  }
}
