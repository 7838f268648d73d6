package io.bindery.packager.template;

import java.io.Serial;

/** A template is broken, or cannot be filled in. The message says how to mend it. */
public final class TemplateException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  TemplateException(String message) {
    super(message);
  }
}
