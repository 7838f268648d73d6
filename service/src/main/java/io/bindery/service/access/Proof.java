package io.bindery.service.access;

/** What a token that was shown proves. */
public sealed interface Proof {
  /** Who shows it. */
  record Proved(Principal principal) implements Proof {}

  /**
   * Nothing.
   *
   * @param why in a sentence that has nothing of the token
   */
  record Refused(String why) implements Proof {}

  /**
   * Who shows it, who has no role here.
   *
   * @param why in a sentence
   */
  record NoRole(String why) implements Proof {}

  /**
   * It cannot be told now.
   *
   * @param why in a sentence
   */
  record Later(String why) implements Proof {}

  /** Nothing, as so many before it from the same address. */
  record TooMany() implements Proof {}
}
