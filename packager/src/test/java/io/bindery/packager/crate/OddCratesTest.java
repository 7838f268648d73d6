package io.bindery.packager.crate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.quilt.json.JsonForm;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Crates as tools and people write them, which are right by RO-Crate and schema.org. */
class OddCratesTest {
  private static String summary(byte[] crate) {
    return JsonForm.FILE.toText(RoCrate.parse(crate).summary());
  }

  private static String summary(List<String> entities) {
    return summary(
        ("{\"@context\": [\"x\", {}], \"@graph\": [" + String.join(", ", entities) + "]}")
            .getBytes(UTF_8));
  }

  private static String of(String root, String more) {
    return summary(
        List.of(
            "{\"@id\": \"ro-crate-metadata.json\", \"about\": {\"@id\": \"./\"}}",
            "{\"@id\": \"./\", \"@type\": \"Dataset\", " + root + "}",
            more.isEmpty() ? "{}" : more));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "nested-1; {\"name\": \"PARENT\", \"license\": \"CC0\"}",
        "nested-2; {\"name\": \"PARENT\", \"license\": \"CC0\"}",
        "person-given-family; {\"name\": \"ROOT\", \"agents\": [{\"name\": \"Ada L\"}]}",
        "person-orcid-www; {\"name\": \"ROOT\", \"agents\": [{\"name\": \"A\", \"orcid\": \"0000-0002-1825-0097\"}]}",
        "repeat; {\"name\": \"ROOT\"}",
      })
  void areRead(String name, String expected) throws IOException {
    try (var in = getClass().getResourceAsStream("/crate/crate-" + name + ".json")) {
      assertThat(summary(in.readAllBytes())).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"name\": \"A\"}; {\"name\": \"A\"}",
        "{\"name\": [\"A\", \"B\"]}; {\"name\": \"A\"}",
        "{\"name\": null, \"givenName\": \"Ada\"}; {\"name\": \"Ada\"}",
        "{\"name\": {\"@value\": \"A\", \"@language\": \"en\"}}; {\"name\": \"A\"}",
        "{\"givenName\": [\"Ada\", \"M\"], \"familyName\": \"L\"}; {\"name\": \"Ada M L\"}",
        "{\"name\": \" \"}; {\"name\": \"#p\"}",
        "{\"identifier\": \"http://www.orcid.org/0000-0002-1694-233x\"}; {\"orcid\": \"0000-0002-1694-233X\"}",
        "{\"identifier\": \"0000-0002-1825-0097\"}; {\"orcid\": \"0000-0002-1825-0097\"}",
        "{\"identifier\": {\"@id\": \"https://orcid.org/0000-0002-1825-0097\"}}; {\"orcid\": \"0000-0002-1825-0097\"}",
        "{\"identifier\": [\"x\", {\"@type\": \"PropertyValue\", \"value\": \"ORCID:0000-0002-1825-0097\"}]}; {\"orcid\": \"0000-0002-1825-0097\"}",
        "{\"sameAs\": \"https://orcid.org/0000-0002-1825-0097/\"}; {\"orcid\": \"0000-0002-1825-0097\"}",
      })
  void aPersonIsNamed(String person, String expected) {
    for (var type :
        List.of("\"Person\"", "[\"Thing\", \"http://schema.org/Person\"]", "\"schema:Person\"")) {
      var entity = "{\"@id\": \"./#p\", \"@type\": " + type + ", " + person.substring(1);
      assertThat(of("\"author\": [{\"@id\": \"#p\"}]", entity))
          .isEqualTo("{\"agents\": [" + expected + "]}");
    }
  }

  @Test
  void aPersonMayStandInItsPlace() {
    assertThat(of("\"author\": {\"@type\": \"Person\", \"name\": \"A\"}", ""))
        .isEqualTo("{\"agents\": [{\"name\": \"A\"}]}");
    assertThat(of("\"creator\": \"https://orcid.org/0000-0002-1825-0097\"", ""))
        .isEqualTo("{\"agents\": [{\"orcid\": \"0000-0002-1825-0097\"}]}");
    assertThat(
            of(
                "\"author\": {\"@id\": \"#o\"}",
                "{\"@id\": \"#o\", \"@type\": \"ResearchOrganization\", \"legalName\": \"Lab Ltd\"}"))
        .isEqualTo("{\"agents\": [{\"name\": \"Lab Ltd\"}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"CC0\"; {}; CC0",
        "{\"@id\": \"https://spdx.org/licenses/MIT\"}; {}; https://spdx.org/licenses/MIT",
        "{\"@id\": \"#license\"}; {\"@id\": \"#license\", \"url\": \"https://x.org/l\", \"name\": \"L\"}; https://x.org/l",
        "{\"@id\": \"#license\"}; {\"@id\": \"#license\", \"url\": {\"@id\": \"https://x.org/l\"}}; https://x.org/l",
        "{\"@id\": \"#license\"}; {\"@id\": \"#license\", \"name\": \"L\"}; L",
        "\"#license\"; {\"@id\": \"#license\", \"name\": \"L\"}; L",
        "[null, {\"@id\": \"LICENSE\"}]; {}; LICENSE",
        "{\"@type\": \"CreativeWork\", \"name\": \"L\"}; {}; L",
      })
  void aLicenseIsNamed(String license, String entity, String expected) {
    assertThat(of("\"license\": " + license, entity))
        .isEqualTo("{\"license\": \"" + expected + "\"}");
  }

  @Test
  void theOrderOfTheGraphDoesNotCount() {
    var entities =
        new java.util.ArrayList<>(
            List.of(
                "{\"@id\": \"./ro-crate-metadata.json\", \"@type\": [\"CreativeWork\"], \"about\": [{\"@id\": \"./\"}]}",
                "{\"@id\": \"./\", \"@type\": [\"Dataset\"], \"name\": \"PARENT\"}",
                "{\"@id\": \"a/ro-crate-metadata.json\", \"about\": {\"@id\": \"a/\"}}",
                "{\"@id\": \"b/ro-crate-metadata.jsonld\", \"about\": {\"@id\": \"b/\"}}",
                "{\"@id\": \"a/\", \"@type\": \"Dataset\", \"name\": \"A\"}",
                "{\"@id\": \"b/\", \"@type\": \"Dataset\", \"name\": \"B\"}",
                "{\"@type\": \"Thing\"}",
                "7",
                "{\"@id\": \"a%20b\", \"size\": 1}",
                "{\"size\": 1.0, \"@id\": \"./a b\"}"));
    long seed = Long.getLong("bindery.seed", new Random().nextLong());
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      Collections.shuffle(entities, random);
      assertThat(summary(entities))
          .as("-Dbindery.seed=%d", seed)
          .isEqualTo("{\"name\": \"PARENT\"}");
    }
  }

  @Test
  void twoOfOneIdThatDifferAreRefused() {
    assertThatThrownBy(
            () ->
                of("\"name\": \"x\"", "{\"@id\": \"#a\", \"x\": 1}, {\"@id\": \"./#a\", \"x\": 2}"))
        .isInstanceOf(NoCrateException.class)
        .hasMessage("\"@graph\" has the entity '#a' twice, with different content");
  }

  @Test
  void aLargeOneIsRead() {
    var parts =
        java.util.stream.IntStream.range(0, 100_000)
            .mapToObj(i -> "{\"@id\": \"data/file-" + i + ".txt\", \"@type\": \"File\"}")
            .collect(Collectors.joining(",\n    "));
    assertThat(of("\"name\": \"x\"", parts)).isEqualTo("{\"name\": \"x\"}");
  }
}
