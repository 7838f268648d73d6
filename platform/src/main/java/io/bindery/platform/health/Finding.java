package io.bindery.platform.health;

import java.util.ArrayList;
import java.util.List;

/**
 * What a look at something found.
 *
 * @param state how it is
 * @param words what was found, for people; empty if all is well
 * @param wayOut what the operator can do; empty if there is nothing to do
 * @param warnings what is not as it should be although it can be used
 * @param hopeless whether waiting cannot help: the setting itself is wrong
 */
public record Finding(
    State state, String words, String wayOut, List<String> warnings, boolean hopeless) {
  public Finding {
    warnings = List.copyOf(warnings);
  }

  private Finding(State state, String words, String wayOut) {
    this(state, words, wayOut, List.of(), false);
  }

  /** It is there. */
  public static Finding up() {
    return new Finding(State.UP, "", "");
  }

  /** It may not be looked at; that is said once, and work goes on. */
  public static Finding unknown(String words, String wayOut) {
    return new Finding(State.UNKNOWN, words, wayOut);
  }

  /** It does not answer now. */
  public static Finding waiting(String words) {
    return waiting(words, "");
  }

  /** The same, where something can be done about it. */
  public static Finding waiting(String words, String wayOut) {
    return new Finding(State.WAITING, words, wayOut);
  }

  /** There is no such thing. */
  public static Finding missing(String words, String wayOut) {
    return new Finding(State.MISSING, words, wayOut);
  }

  /** It is there and may not be used. */
  public static Finding denied(String words, String wayOut) {
    return new Finding(State.DENIED, words, wayOut);
  }

  /** It is there and cannot be used now. */
  public static Finding broken(String words, String wayOut) {
    return new Finding(State.BROKEN, words, wayOut);
  }

  /** The setting names something that can never work. */
  public static Finding wrong(String words, String wayOut) {
    return new Finding(State.BROKEN, words, wayOut, List.of(), true);
  }

  /** The same, but waiting cannot help. */
  public Finding never() {
    return new Finding(state, words, wayOut, warnings, true);
  }

  /** The same with more warnings. */
  public Finding warning(String... more) {
    var all = new ArrayList<>(warnings);
    all.addAll(List.of(more));
    return new Finding(state, words, wayOut, all, hopeless);
  }

  /** The words and the way out as one text. */
  public String told() {
    return wayOut.isEmpty() ? words : words + " " + wayOut;
  }
}
