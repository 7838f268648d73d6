package io.bindery.service.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists publications on AWS Data Exchange. */
@Command(
    name = "publications",
    description = "List publications on AWS Data Exchange, the newest first.",
    footer = {"", "Example:", "  bindery publications --state=held"})
final class PublicationsCommand implements Callable<Integer> {
  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "Only those in this state: received, preparing, queued, importing, finalizing, publishing,"
              + " held, removing, revoking, published, unchanged, refused, failed, cancelled or"
              + " revoked.")
  private String state;

  @Option(names = "--data-set", paramLabel = "ID", description = "Only to this data set.")
  private String dataSet;

  @Option(names = "--product", paramLabel = "ID", description = "Only for this product.")
  private String product;

  @Option(
      names = "--manifest",
      paramLabel = "s3://BUCKET/KEY",
      description = "Only of this manifest.")
  private String manifest;

  @Option(names = "--json", description = "Print what the API answers.")
  private boolean json;

  @Mixin private ApiOptions api;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var found = api.client().get(path());
    var out = spec.commandLine().getOut();
    if (json) {
      return JsonText.print(out, found);
    }
    var all = found.path("publications");
    if (all.isEmpty()) {
      out.println("There are no such publications.");
      return ExitCode.OK;
    }
    var table =
        new TextTable("publication", "state", "data set", ">assets", "received", "manifest");
    for (var one : all) {
      var progress = one.path("progress");
      table.add(
          one.path("publication_id").asText(),
          one.path("state").asText(),
          one.path("data_set_id").asText("-"),
          progress.isMissingNode() ? "-" : "%,d".formatted(progress.path("assets").asLong()),
          HeldText.time(one, "received_at"),
          one.path("manifest").asText("-"));
    }
    table.print(out);
    if (found.has("next")) {
      out.println("... and more: name a state, a data set or a product.");
    }
    return ExitCode.OK;
  }

  private String path() {
    var path = new StringBuilder("publications?limit=1000");
    add(path, "state", state);
    add(path, "data_set", dataSet);
    add(path, "product", product);
    add(path, "manifest", manifest);
    return path.toString();
  }

  private static void add(StringBuilder path, String name, String value) {
    if (value != null) {
      path.append('&')
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
