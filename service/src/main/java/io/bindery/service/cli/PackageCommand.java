package io.bindery.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.logging.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a running service make a package. */
@Command(
    name = "package",
    description =
        "Have a running service package a folder of S3. The service goes on if this is"
            + " interrupted.")
final class PackageCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 500;
  private static final JsonMapper JSON = new JsonMapper();

  @Parameters(paramLabel = "s3://BUCKET/PREFIX/", description = "The folder.")
  private String source;

  @Option(
      names = "--name",
      paramLabel = "NS/NAME",
      description = "The package; from the folder by default.")
  private String name;

  @Option(
      names = "--message",
      paramLabel = "TEXT",
      description = "What the revision says of itself.")
  private String message;

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      description = "A file with a JSON object: the package's metadata.")
  private Path metadata;

  @Option(
      names = "--workflow",
      paramLabel = "NAME",
      description = "The registry's rules to follow; '' for none.")
  private String workflow;

  @Option(
      names = "--registry",
      paramLabel = "BUCKET",
      description = "Where the package goes; the folder's bucket by default.")
  private String registry;

  @Option(names = "--wait", description = "Wait for the end, and show how far it is.")
  private boolean wait;

  @Mixin private ApiOptions api;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var client = api.client();
    var jobId = client.post("packages", description()).path("job_id").asText();
    spec.commandLine().getOut().println("job " + jobId);
    spec.commandLine().getOut().flush();
    return wait ? ended(client, jobId) : ExitCode.OK;
  }

  private Map<String, Object> description() {
    var body = new LinkedHashMap<String, Object>();
    body.put("source_prefix", source);
    put(body, "registry", registry == null ? null : registry.replaceFirst("^s3://", ""));
    put(body, "package_name", name);
    put(body, "commit_message", message);
    put(body, "workflow", workflow);
    if (metadata != null) {
      body.put("metadata", metadata());
    }
    return body;
  }

  private static void put(Map<String, Object> body, String field, String value) {
    if (value != null) {
      body.put(field, value);
    }
  }

  private JsonNode metadata() {
    try {
      var json = JSON.readTree(Files.readAllBytes(metadata));
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw new CommandException(
          ExitCode.USAGE, "%s is not JSON: %s".formatted(metadata, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNAVAILABLE, "%s cannot be read.".formatted(metadata), e);
    }
    throw new CommandException(
        ExitCode.USAGE, "%s is not a JSON object, which it must be.".formatted(metadata));
  }

  private int ended(ApiClient client, String jobId) {
    boolean terminal = Logging.isTerminal();
    while (true) {
      var job = client.get("packages/jobs/" + jobId);
      if (terminal) {
        spec.commandLine().getErr().print("\r\033[K");
      }
      if (job.has("finished_at")) {
        return tell(job);
      }
      if (terminal) {
        spec.commandLine().getErr().print(JobBar.line(job));
        spec.commandLine().getErr().flush();
      }
      pause();
    }
  }

  private int tell(JsonNode job) {
    var out = spec.commandLine().getOut();
    var state = job.path("state").asText();
    if (state.equals("failed") || state.equals("cancelled")) {
      throw new CommandException(
          ExitCode.FAILED, job.path("error").asText("The job was cancelled."));
    }
    if (state.equals("quarantined")) {
      throw new CommandException(ExitCode.FAILED, quarantined(job));
    }
    out.printf("package   %s%n", job.path("package_name").asText());
    out.printf("top hash  %s%n", job.path("top_hash").asText());
    out.printf(
        "%-9s %,d files (%,d bytes)%n",
        state.equals("unchanged") ? "unchanged" : "new",
        job.path("files").asLong(),
        job.path("bytes").asLong());
    var progress = job.path("progress");
    if (progress.path("skipped").asLong() > 0) {
      out.printf(
          "left out  %,d objects that no package can hold:%n", progress.path("skipped").asLong());
      progress.path("skipped_keys").forEach(key -> out.println("  " + key.asText()));
    }
    return ExitCode.OK;
  }

  /** What is wrong, a line each, with its place. */
  private static String quarantined(JsonNode job) {
    var text =
        new StringBuilder(
            "The package breaks the rules of s3://%s and is in quarantine: %s in s3://%s."
                .formatted(
                    job.path("registry").asText(),
                    job.path("package_name").asText(),
                    job.path("quarantine").asText()));
    job.path("errors")
        .forEach(
            error ->
                text.append(
                    "%n  %s %s: %s"
                        .formatted(
                            error.path("rule").asText(),
                            error.path("path").asText(),
                            error.path("message").asText())
                        .replaceAll(" +:", ":")));
    return text.toString();
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "Interrupted; the service goes on.", e);
    }
  }
}
