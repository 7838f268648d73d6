package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActorTest {
  @Test
  void aNameIsTaken() {
    assertThat(Actor.of(Optional.empty())).isEqualTo("api");
    assertThat(Actor.of(Optional.of("  "))).isEqualTo("api");
    assertThat(Actor.of(Optional.of(" ada.l@lab.example "))).isEqualTo("ada.l@lab.example");
    assertThat(Actor.of(Optional.of("UTF-8''J%C3%BCrgen%20M"))).isEqualTo("Jürgen M");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "J\u00fcrgen", "J\u00c3\u00bcrgen", "<b>ada</b>", "a\u202eb", "UTF-8''a%E2%80%AEb",
        "UTF-8''%3Cscript%3E", "UTF-8''a%0Ab", "UTF-8''%FF", "a\u001b[0m", "UTF-8''x%E2%80%8B"
      })
  void whatIsNoNameIsRefused(String value) {
    assertThatThrownBy(() -> Actor.of(Optional.of(value)))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("X-Bindery-Actor must be a name");
  }

  @Test
  void aLongOneIsRefused() {
    assertThatThrownBy(() -> Actor.of(Optional.of("a".repeat(201))))
        .hasMessageContaining("200 characters");
  }
}
