package io.bindery.packager.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.quilt.json.JsonForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataFileTest {
  private static String read(MetadataFile type, String text) {
    return JsonForm.FILE.toText(type.read(text.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "metadata.json, JSON",
    "a.YML, YAML",
    "x/y.yaml, YAML",
    "m.csv, CSV",
    "m.txt,",
    "json,"
  })
  void theNameTellsTheType(String name, MetadataFile type) {
    assertThat(MetadataFile.of(name).orElse(null)).isEqualTo(type);
  }

  @Test
  void yamlBecomesJson() {
    assertThat(
            read(
                MetadataFile.YAML,
                """
                \uFEFFname: Run 7
                date: 2026-03-04
                when: 2026-03-04T05:06:07Z
                on: yes
                count: 0x10
                big: 123456789012345678901
                ratio: 1.50
                none: ~
                list: [a, 1, {b: c}]
                7: seven
                text: "1"
                """))
        .isEqualTo(
            "{\"name\": \"Run 7\", \"date\": \"2026-03-04\", \"when\": \"2026-03-04T05:06:07Z\","
                + " \"true\": true, \"count\": 16, \"big\": 123456789012345678901, \"ratio\": 1.5,"
                + " \"none\": null, \"list\": [\"a\", 1, {\"b\": \"c\"}], \"7\": \"seven\","
                + " \"text\": \"1\"}");
  }

  @Test
  void csvOfOtherSeparatorsIsRead() {
    assertThat(read(MetadataFile.CSV, "study;site\nS-1;Basel, CH\n"))
        .isEqualTo("{\"study\": \"S-1\", \"site\": \"Basel, CH\"}");
    assertThat(read(MetadataFile.CSV, "study\tsite\nS-1\tBasel\n"))
        .isEqualTo("{\"study\": \"S-1\", \"site\": \"Basel\"}");
    assertThat(read(MetadataFile.CSV, "study|site|run\nS-1|Basel, CH|a;b\n"))
        .isEqualTo("{\"study\": \"S-1\", \"site\": \"Basel, CH\", \"run\": \"a;b\"}");
    assertThat(read(MetadataFile.CSV, "key|value|\na|1||\nb|\n"))
        .isEqualTo("{\"a\": \"1\", \"b\": \"\"}");
    assertThat(read(MetadataFile.CSV, "key;value\na;1,5\nb;\n"))
        .isEqualTo("{\"a\": \"1,5\", \"b\": \"\"}");
    assertThat(read(MetadataFile.CSV, "\"a;b\"\n\"1;2\"\n")).isEqualTo("{\"a;b\": \"1;2\"}");
    assertThat(read(MetadataFile.CSV, "a\n1\n")).isEqualTo("{\"a\": \"1\"}");
  }

  @Test
  void emptyColumnsAtTheEndAreNone() {
    assertThat(read(MetadataFile.CSV, "a,b,,\n1,2,,\n,,,\n"))
        .isEqualTo("{\"a\": \"1\", \"b\": \"2\"}");
    assertThat(read(MetadataFile.CSV, "a,b,,\n1,2\n")).isEqualTo("{\"a\": \"1\", \"b\": \"2\"}");
    assertThat(read(MetadataFile.CSV, "a;b;;\n1;;;\n")).isEqualTo("{\"a\": \"1\", \"b\": \"\"}");
    assertThat(read(MetadataFile.CSV, "key,value,\na,1,\n,,\n")).isEqualTo("{\"a\": \"1\"}");
  }

  @Test
  void csvIsARecordOrPairs() {
    assertThat(read(MetadataFile.CSV, "name,\"a, b\"\r\nRun 7,\" x \"\"y\"\"\nz\"\r\n"))
        .isEqualTo("{\"name\": \"Run 7\", \"a, b\": \"x \\\"y\\\"\\nz\"}");
    assertThat(read(MetadataFile.CSV, "\uFEFFKey,Value\nname,Run 7\n\nempty,\n"))
        .isEqualTo("{\"name\": \"Run 7\", \"empty\": \"\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JSON|{\"a\": 1,\\n \"b\": }|line 2, column 7: ",
        "JSON|[1]|line 1: it must hold names with values",
        "JSON|''|line 1, column 1: ",
        "JSON|{\"a\": {\"b\": [0, NaN]}}|the number NaN cannot be written to a manifest: give a finite"
            + " number or a text at .a.b[1]",
        "JSON|{\"a\": -Infinity}|the number -Infinity cannot be written to a manifest",
        "JSON|{\"a\": 1e999}|the number Infinity cannot be written to a manifest",
        "JSON|{\"a\": \"\\ud800\"}|the text has half of a character (U+D800) at index 0",
        "JSON|{\"\\udc00\": 1}|the text has half of a character (U+DC00) at index 0",
        "YAML|a: \"\\ud800\"|the text has half of a character (U+D800) at index 0",
        "YAML|a: 1\\nb: [1|line 2, column ",
        "YAML|a: &x [1]\\nb: *x|line 2: the alias *x is not allowed: write its value out",
        "YAML|a: 1\\na: 2|line 2, column 1: found duplicate key a",
        "YAML|1: a\\n'1': b|the name '1' is there twice, once as a text",
        "YAML|~: a|the name 'null' is not allowed: it must be a text of at most 1000",
        "YAML|a: -0x_|a value begins as a number and has no digits",
        "YAML|- a|line 1: it must hold names with values",
        "YAML|''|line 1: it must hold names with values",
        "YAML|a: .inf|the number Infinity cannot be in metadata",
        "YAML|a: !!python/object:x {}|line 1, column 4: Global tag is not allowed",
        "YAML|a: 1\\n--- \\nb: 2|line 2, column 1: but found another document",
        "CSV|a,b\\n1|line 2: it has 1 values for 2 names",
        "CSV|a,a\\n1,2|line 1: the name 'a' is there twice",
        "CSV|a,\\n1,2|line 1: a name is empty",
        "CSV|a,b\\n1,2\\n3,4|it has 3 rows: metadata is a row of names and one row of values",
        "CSV|key,value\\na,1,2|line 2: it has 3 cells instead of a name and its value",
        "CSV|''|it is empty",
        "CSV|;\\n|it has 1 rows: metadata is a row of names",
      })
  void aBrokenFileSaysWhere(MetadataFile type, String text, String message) {
    assertThatThrownBy(() -> read(type, text.replace("\\n", "\n")))
        .isInstanceOf(MetadataFileException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void whatIsTooDeepOrTooLongIsRefused() {
    assertThatThrownBy(() -> read(MetadataFile.YAML, "a: " + "[".repeat(1000) + "]".repeat(1000)))
        .isInstanceOf(MetadataFileException.class)
        .hasMessageContaining("it is more than 50 levels deep");
    assertThatThrownBy(() -> read(MetadataFile.YAML, "- ".repeat(100_000)))
        .isInstanceOf(MetadataFileException.class);
    assertThatThrownBy(() -> read(MetadataFile.JSON, "{\"a\": " + "[".repeat(10_000)))
        .isInstanceOf(MetadataFileException.class);
    assertThatThrownBy(() -> MetadataFile.CSV.read(new byte[(2 << 20) + 1]))
        .hasMessage("it has 2097153 bytes: at most 2097152 are allowed");
    assertThatThrownBy(() -> MetadataFile.CSV.read(new byte[] {(byte) 0xFF}))
        .hasMessage("it is not UTF-8 text");
  }
}
