package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a command finds the service of {@code bindery up}. */
class ApiOptionsTest {
  private static final String DATA = "bindery.data";

  @TempDir private Path data;
  private String before;

  @BeforeEach
  void here() {
    before = System.setProperty(DATA, data.toString());
  }

  @AfterEach
  void back() {
    if (before == null) {
      System.clearProperty(DATA);
    } else {
      System.setProperty(DATA, before);
    }
  }

  private Path written(String text) throws IOException {
    return Files.writeString(data.resolve("api.json"), text);
  }

  /** Nobody listens at port 9: what says so names the file that the address is from. */
  @Test
  void theFileThatUpWritesNamesIt() throws IOException {
    var file = written("{\"url\": \"http://127.0.0.1:9\"}");
    assertThatThrownBy(() -> new ApiOptions().client().get("status"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("http://127.0.0.1:9")
        .hasMessageContaining("that of %s, which bindery up leaves if it is killed", file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"url\": ", "", "{}", "{\"url\": 7}", "{\"url\": \"a b\"}", "[]"})
  void aBrokenOneIsNamed(String text) throws IOException {
    var file = written(text);
    assertThatThrownBy(() -> new ApiOptions().client())
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(file.toString());
  }
}
