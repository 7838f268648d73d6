package io.bindery.quilt.workflow;

/**
 * Why a value does not match a schema.
 *
 * @param path of what is wrong, as JSON path
 * @param text without a full stop
 */
record Reason(String path, String text) {
  private static final int LONGEST = 500;

  /** Values and keys are quoted in them, of any length. */
  Reason {
    path = shortened(path);
    text = shortened(text);
  }

  /** It is wrong as a whole. */
  static Reason ofAll(String text) {
    return new Reason("$", text);
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  @Override
  public String toString() {
    return path + ": " + text;
  }
}
