package io.bindery.service.cli;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.quilt.manifest.ManifestDiff;
import io.bindery.quilt.manifest.ManifestDiff.Difference;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.uri.PackageUri;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Compares two revisions. */
@Command(
    name = "diff",
    description =
        "Show what differs between two revisions: + added, - removed, ~ other content, m other"
            + " metadata. Only the manifests are read.",
    footer = {
      "",
      "Example:",
      "  bindery diff s3://lab-registry sequencing/run-1@9c2f01 sequencing/run-1",
      "  bindery diff 'quilt+s3://lab-raw#package=sequencing/run-1'"
          + " 'quilt+s3://lab-released#package=sequencing/run-1'"
    })
final class DiffCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Parameters(index = "1", paramLabel = "NS/NAME@TOPHASH", description = "The one before.")
  private String before;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "NS/NAME[@TOPHASH]",
      description = "The one after; the newest revision if no top hash is given.")
  private String after;

  @Spec private CommandSpec spec;

  private final Map<ManifestDiff.Kind, Long> counts = new EnumMap<>(ManifestDiff.Kind.class);

  @Override
  public Integer call() {
    boolean uris = PackageUri.isMeant(registry.text());
    if (uris ? after != null : after == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "Name two revisions: s3://REGISTRY NS/NAME@TOPHASH NS/NAME, or the URIs of both.");
    }
    var left = uris ? Names.uri(registry.text()) : registry.place(before);
    var right = uris ? Names.uri(before) : registry.place(after);
    return registry.with(
        left.registry(),
        s3 -> {
          try (var first = open(s3, left);
              var second = open(s3, right)) {
            ManifestDiff.compare(first, second, this::tell);
            boolean header = !first.header().equals(second.header());
            sum(header);
            return ExitCode.OK;
          } catch (IOException e) {
            throw Failures.of("Comparing " + left.revision() + " and " + right.revision(), e);
          }
        });
  }

  private void sum(boolean header) {
    var out = spec.commandLine().getOut();
    if (counts.isEmpty() && !header) {
      out.println("no difference");
      return;
    }
    out.printf(
        "%d added, %d removed, %d modified, %d with other metadata%s%n",
        count(ManifestDiff.Kind.ADDED),
        count(ManifestDiff.Kind.REMOVED),
        count(ManifestDiff.Kind.MODIFIED),
        count(ManifestDiff.Kind.METADATA),
        header ? "; other package metadata, message or workflow" : "");
  }

  private static ManifestReader open(S3AsyncClient s3, Names.Place place) throws IOException {
    var reader = new RegistryReader(s3);
    var hash = reader.resolve(place.registry(), place.revision()).toCompletableFuture().join();
    return ManifestReader.open(reader.open(place.registry(), hash).toCompletableFuture().join());
  }

  private long count(ManifestDiff.Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  private void tell(Difference difference) {
    counts.merge(difference.kind(), 1L, Long::sum);
    var sign =
        switch (difference.kind()) {
          case ADDED -> "+";
          case REMOVED -> "-";
          case MODIFIED -> "~";
          case METADATA -> "m";
        };
    spec.commandLine().getOut().printf("%s %s%n", sign, difference.key());
  }
}
