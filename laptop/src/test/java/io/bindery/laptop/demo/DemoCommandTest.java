package io.bindery.laptop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.service.cli.Bindery;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo is what a newcomer sees first: it runs here as it does there. */
@Tag("slow")
class DemoCommandTest {
  @Test
  void showsEachStepAndEndsWithSuccess() {
    System.setProperty("bindery.home", Path.of("..").toAbsolutePath().normalize().toString());
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("demo");
    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isZero();
    assertThat(out.toString())
        .containsSubsequence(
            "bucket s3://bindery-demo: versioned, EventBridge notices on",
            "sequencing/run-0042/notes/Beschreibung für Lauf 1.txt",
            "object events recorded in the journal",
            "closed: quiet",
            "\"detail-type\" : \"package-objects-ready\"",
            "package sequencing/run-0042",
            "top hash",
            "manifest  s3://bindery-demo/.quilt/packages/",
            "re-read and re-hashed",
            "done");
  }
}
