package io.bindery.laptop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.service.cli.Bindery;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo of publishing runs here as it does for whoever tries it. */
@Tag("slow")
class ExchangeDemoTest {
  @Test
  void publishesThePackageAndShowsEachStep() {
    System.setProperty("bindery.home", Path.of("..").toAbsolutePath().normalize().toString());
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("demo", "--exchange");
    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).as(out.toString()).isZero();
    assertThat(out.toString())
        .containsSubsequence(
            "re-read and re-hashed",
            "data set ",
            "\"package\" : \"quilt+s3://bindery-demo#package=sequencing/run-0042@",
            "is accepted",
            "published: ",
            "is final: \"Run 42, as released [bindery:",
            "sequencing/run-0042/notes/Beschreibung für Lauf 1.txt",
            "name by name and size by size",
            "publishing the same once more",
            "unchanged: nothing was created a second time",
            "done");
  }
}
