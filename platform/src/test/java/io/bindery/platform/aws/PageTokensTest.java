package io.bindery.platform.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PageTokensTest {
  private final PageTokens tokens = new PageTokens("The jobs of a revision");

  @Test
  void theLastPageNamesNoOther() {
    assertThat(tokens.after("b")).contains("b");
    assertThat(tokens.after(null)).isEmpty();
    assertThat(tokens.after("")).isEmpty();
  }

  @Test
  void aPageThatNamesItselfEndsTheList() {
    tokens.after("b");
    assertThatThrownBy(() -> tokens.after("b"))
        .isInstanceOf(EndlessListException.class)
        .hasMessage(
            "The jobs of a revision cannot be listed: a page leads back to one that was read.");
  }

  @Test
  void soDoesACircleOfPages() {
    tokens.after("b");
    tokens.after("c");
    tokens.after("d");
    assertThatThrownBy(() -> tokens.after("b")).isInstanceOf(EndlessListException.class);
  }
}
