package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SourceCommandTest {
  private static final Path SAMPLES =
      Path.of(System.getProperty("bindery.root", "..")).resolve("samples").resolve("events");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tellsWhatASourceMakes() {
    assertThat(test(sample("edp-rule.json"), "edp-objects-ready.json")).isZero();
    assertThat(out.toString())
        .contains("It matches and asks for package prefix-path-1/prefix-path-2 in bucket-name")
        .contains("s3://bucket-name/prefix-path-1/prefix-path-2/metadata.json");
    assertThat(test("health-omics", "health-omics-completed.json")).isZero();
  }

  @Test
  void tellsWhichFieldDoesNotFit() {
    assertThat(test(sample("edp-rule.json"), "lims-run-released.json")).isEqualTo(1);
    assertThat(out.toString())
        .contains("source = \"com.example.lims\"; the pattern wants [\"com.quiltdata.edp\"].")
        .contains("detail-type = \"Run Released\"; the pattern wants");
  }

  @Test
  void tellsWhatCannotBeRead() {
    assertThat(test(sample("lims-run-released.json"), "lims-run-released.json")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no such field; there are name, enabled");
    assertThat(test("none.json", "lims-run-released.json")).isEqualTo(4);
    assertThat(err.toString()).contains("File none.json is not there");
  }

  private int test(String source, String event) {
    return Bindery.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute("source", "test", source, "--event", sample(event));
  }

  private static String sample(String name) {
    return SAMPLES.resolve(name).toString();
  }
}
