package io.bindery.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.packager.browse.PackageSearch;
import io.bindery.packager.browse.PackageSearch.Query;
import io.bindery.packager.registry.Pointer;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import io.bindery.quilt.name.PackageName;
import io.bindery.service.config.ConfigLoader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Lists the packages of registries. */
@Command(
    name = "packages",
    description =
        "List the packages of a registry by name, with their newest revisions. Read from S3; no"
            + " service is needed.",
    footer = {
      "",
      "Example:",
      "  bindery packages --registry s3://lab-registry run",
      "  bindery packages --registry s3://lab-registry --prefix sequencing/"
    })
final class PackagesCommand implements Callable<Integer> {
  private static final int PART = 200;

  @Parameters(
      arity = "0..1",
      paramLabel = "QUERY",
      defaultValue = "",
      description = "A part of the name, in any case of letters.")
  private String query;

  @Option(
      names = "--registry",
      paramLabel = "s3://BUCKET",
      description = "Which registry (default: those of bindery.packager.registries).")
  private String registry;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "What the name begins with.")
  private String prefix;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many to list (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "Print the packages as JSON.")
  private boolean json;

  @Mixin private S3Options s3;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!json) {
      list(this::tell);
      return ExitCode.OK;
    }
    try (var list = new JsonList(spec.commandLine().getOut(), "packages")) {
      list(found -> list.add(node(found)));
    }
    return ExitCode.OK;
  }

  /** A package, and what its newest revision is. */
  private record One(String bucket, PackageName name, Optional<Pointer> pointer) {
    Optional<String> topHash() {
      return pointer.map(it -> it.topHash().value());
    }

    Optional<String> modifiedAt() {
      return pointer.flatMap(Pointer::writtenAt).map(Instant::toString);
    }
  }

  private void list(Consumer<One> each) {
    long left = limit;
    for (var bucket : registries()) {
      left -= list(bucket, left, each);
    }
  }

  private List<String> registries() {
    if (registry != null) {
      return List.of(
          registry.contains("://") ? Names.bucket(registry) : Names.bucket("s3://" + registry));
    }
    var set =
        Settings.at(ConfigLoader.load(s3.configFile()), "bindery.packager")
            .texts("registries", Grammar.BUCKET);
    if (set.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "Say which registry: --registry s3://BUCKET, or bindery.packager.registries.");
    }
    return set;
  }

  private long list(String bucket, long most, Consumer<One> each) {
    if (most <= 0) {
      return 0;
    }
    return s3.with(
        bucket,
        client -> {
          var search = new PackageSearch(client);
          var next = Optional.<String>empty();
          long told = 0;
          do {
            var found =
                search
                    .find(bucket, new Query(query, prefix), next, (int) Math.min(PART, most - told))
                    .toCompletableFuture()
                    .join();
            pointers(client, bucket, found.names()).forEach(each);
            told += found.names().size();
            next = found.next();
          } while (next.isPresent() && told < most);
          return told;
        });
  }

  /** All are asked at once. */
  private static List<One> pointers(S3AsyncClient client, String bucket, List<PackageName> names) {
    var reader = new RegistryReader(client);
    var asked =
        names.stream()
            .map(
                name ->
                    reader
                        .latestPointer(bucket, name)
                        .exceptionally(failure -> Optional.empty())
                        .thenApply(pointer -> new One(bucket, name, pointer))
                        .toCompletableFuture())
            .toList();
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private void tell(One found) {
    spec.commandLine()
        .getOut()
        .printf(
            "%-20s  %-12s  %s%n",
            found.modifiedAt().orElse("?"),
            found.topHash().map(it -> it.substring(0, 12)).orElse("?"),
            found.name());
  }

  private static ObjectNode node(One found) {
    var node = JsonText.object().put("registry", found.bucket()).put("name", found.name().value());
    found.topHash().ifPresent(it -> node.put("top_hash", it));
    found.modifiedAt().ifPresent(it -> node.put("modified_at", it));
    return node;
  }
}
