package io.bindery.deploy.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.ConfigFactory;
import io.bindery.service.cli.Bindery;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands of the pages that install and run Bindery in AWS, as far as they can be tried here.
 */
class EksPageTest {
  private static final Path DOCS = Template.FOLDER.resolveSibling("docs");
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^ *```bash\\n(.*?)^ *```", Pattern.DOTALL);
  private static final Pattern OVERRIDE =
      Pattern.compile("\\b([A-Z][A-Za-z0-9]+)=(?=[\"'A-Za-z0-9$])");
  private static final Pattern COMMAND = Pattern.compile("(?m)^ *\\./bindery ([a-z-]+)");
  private static final Pattern FOLDER = Pattern.compile("deploy/[a-z0-9/-]+(?:\\.[a-z]+)?");
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path directory;

  private record Outcome(int code, String out) {}

  @ParameterizedTest
  @ValueSource(strings = {"eks.md", "migrate-from-edp.md", "operations.md"})
  void commandsAreOfBash(String page) throws Exception {
    for (var block : blocks(page)) {
      assertThat(run(block, "bash", "-n")).as(block).isEqualTo(new Outcome(0, ""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eks.md", "migrate-from-edp.md"})
  void parametersAreThoseOfTheTemplate(String page) throws Exception {
    for (var block : blocks(page)) {
      int at = block.indexOf("--parameter-overrides");
      if (at >= 0) {
        var given = OVERRIDE.matcher(block.substring(at)).results().map(it -> it.group(1)).toList();
        assertThat(given).isNotEmpty();
        assertThat(Template.shipped().parameters().keySet()).containsAll(given);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eks.md", "migrate-from-edp.md", "operations.md"})
  void whatTheyNameIsThere(String page) throws Exception {
    var commands = Bindery.commandLine().getSubcommands().keySet();
    for (var block : blocks(page)) {
      COMMAND
          .matcher(block)
          .results()
          .forEach(found -> assertThat(commands).as(page).contains(found.group(1)));
      FOLDER
          .matcher(block)
          .results()
          .map(found -> Template.FOLDER.resolveSibling(found.group()))
          .forEach(path -> assertThat(path).exists());
    }
  }

  @Test
  void theSettingsOfThePodsAreMadeOfTheOutputs() throws Exception {
    var there =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "jq")));
    if (!there) {
      System.err.println("SKIPPED: there is no jq here, so the command of docs/eks.md is not run.");
    }
    Assumptions.assumeTrue(there, "there is no jq");
    var program =
        blocks("eks.md").stream()
            .filter(block -> block.contains("jq -r '.Stacks[0] |"))
            .map(block -> block.replaceAll("(?s).*jq -r '(.*?)'.*", "$1"))
            .findFirst()
            .orElseThrow();
    var outputs = new ArrayList<Map<String, String>>();
    new Stack(Template.shipped(), Stacks.LEAST)
        .outputs()
        .forEach((name, value) -> outputs.add(Map.of("OutputKey", name, "OutputValue", value)));
    var stack = new LinkedHashMap<String, Object>();
    stack.put("StackId", "arn:aws:cloudformation:us-east-1:111122223333:stack/bindery/0a1b");
    stack.put("Outputs", outputs);
    var file = directory.resolve("stack.json");
    new JsonMapper().writeValue(file.toFile(), Map.of("Stacks", List.of(stack)));

    var made = run("", "jq", "-r", program, file.toString());

    assertThat(made.code()).as(made.out()).isZero();
    var environment = new HashMap<String, String>();
    made.out()
        .lines()
        .map(line -> line.split("=", 2))
        .forEach(line -> environment.put(line[0], line[1]));
    assertThat(environment)
        .containsEntry("AWS_REGION", "us-east-1")
        .containsEntry("ROLE_ARN_ROUTER", "arn:aws:iam::111122223333:role/RouterRole")
        .containsKeys("ROLE_ARN_PACKAGER", "ROLE_ARN_EXCHANGE", "ROLE_ARN_HTTP");
    var config = ConfigLoader.load(Optional.empty(), ConfigFactory.empty(), environment);
    assertThat(config.getString("bindery.packager.queue.dead-letter-url"))
        .endsWith("/PackagerDeadLetterQueue");
  }

  private static List<String> blocks(String page) throws IOException {
    var blocks =
        BLOCK
            .matcher(Files.readString(DOCS.resolve(page)))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toList());
    assertThat(blocks).hasSizeGreaterThan(1);
    return blocks;
  }

  private static Outcome run(String input, String... words)
      throws IOException, InterruptedException {
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), text.strip());
  }
}
