package io.bindery.deploy.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By CloudFormation's own specifications, where {@code cfn-lint} is (pip install cfn-lint). */
class CfnLintTest {
  private static final int PATIENCE_SECONDS = 180;

  private record Outcome(int code, String text) {}

  @TempDir private Path directory;

  @BeforeAll
  static void isThere() {
    boolean there =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "cfn-lint")));
    if (!there) {
      System.err.println(
          "SKIPPED: there is no cfn-lint here, so deploy/aws/bindery.yaml is not held against"
              + " CloudFormation's specifications.");
    }
    assumeTrue(there, "there is no cfn-lint");
  }

  @Test
  void theTemplateIsAsCloudFormationWantsIt() throws Exception {
    assertThat(lint(Template.FILE)).isEqualTo(new Outcome(0, ""));
  }

  @Test
  void aMisspeltPropertyIsFound() throws Exception {
    var wrong =
        Files.readString(Template.FILE).replaceFirst("StorageEncrypted:", "StorageEncripted:");

    assertThat(lint(Files.writeString(directory.resolve("wrong.yaml"), wrong)))
        .satisfies(outcome -> assertThat(outcome.code()).isNotZero())
        .satisfies(outcome -> assertThat(outcome.text()).contains("StorageEncripted"));
  }

  private static Outcome lint(Path template) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("cfn-lint", template.toString()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), text.strip());
  }
}
