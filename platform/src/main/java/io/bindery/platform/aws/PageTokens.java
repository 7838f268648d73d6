package io.bindery.platform.aws;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The pages of one list that were asked for: one that leads back to them would never end. */
public final class PageTokens {
  private final String list;
  private final Set<String> asked = new HashSet<>();

  /**
   * No page was asked for yet.
   *
   * @param list what is listed, as the beginning of a sentence
   */
  public PageTokens(String list) {
    this.list = list;
  }

  /**
   * Where the list goes on.
   *
   * @param token as the page says it; null or empty on the last one
   * @return nothing if the page was the last one
   * @throws EndlessListException if that page was asked for before
   */
  public Optional<String> after(String token) {
    if (token == null || token.isEmpty()) {
      return Optional.empty();
    }
    if (!asked.add(token)) {
      throw new EndlessListException(
          "%s cannot be listed: a page leads back to one that was read.".formatted(list));
    }
    return Optional.of(token);
  }
}
