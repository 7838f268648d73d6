package io.bindery.service.cli;

import io.bindery.packager.registry.Orphans;
import io.bindery.protocol.text.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds manifests that no pointer leads to, and deletes them if it is told to. */
@Command(
    name = "orphans",
    description =
        "Find the manifests of a registry that no pointer leads to: pushes that were cut off leave"
            + " them, and deleted revisions. Only shows them, unless --delete is given.",
    footer = {"", "Example:", "  bindery orphans s3://lab-registry --older-than 30"})
final class OrphansCommand implements Callable<Integer> {
  private static final int MIN_DAYS = 1;

  @Mixin private RegistryOptions registry;

  @Option(
      names = "--older-than",
      paramLabel = "DAYS",
      defaultValue = "7",
      description = "Leave younger ones alone (default: ${DEFAULT-VALUE} days, at least 1).")
  private int days;

  @Option(
      names = "--delete",
      description = "Delete them. Where objects have versions, that can be undone in S3.")
  private boolean delete;

  @Option(
      names = "--per-second",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many are deleted in a second (default: ${DEFAULT-VALUE}, 1 to 1000).")
  private int perSecond;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (days < MIN_DAYS) {
      throw new CommandException(
          ExitCode.USAGE,
          "--older-than %d is not allowed: a push may be under way, so it must be 1 or more."
              .formatted(days));
    }
    if (perSecond < 1 || perSecond > 1000) {
      throw new CommandException(
          ExitCode.USAGE,
          "--per-second %d is not allowed: it must be 1 to 1000.".formatted(perSecond));
    }
    var bucket = registry.bucket();
    var before = Instant.now().minus(Duration.ofDays(days));
    return registry.with(
        s3 -> {
          var orphans = new Orphans(s3, bucket);
          var found = orphans.find(before);
          var out = spec.commandLine().getOut();
          found
              .orphans()
              .forEach(
                  it ->
                      out.printf(
                          "%s  %s  %s%n",
                          it.writtenAt(), it.topHash(), Amounts.count(it.bytes(), "byte")));
          out.printf(
              "%s, %s: %s without a pointer, %d of them younger than %s%n",
              Amounts.count(found.manifests(), "manifest"),
              Amounts.count(found.pointers(), "pointer"),
              Amounts.count(found.orphans().size() + found.recent(), "manifest"),
              found.recent(),
              Amounts.count(days, "day"));
          if (delete) {
            var pause = Duration.ofMillis(1000 / perSecond);
            var deleted = orphans.delete(found.orphans(), before, pause);
            out.printf("deleted %s%n", Amounts.count(deleted.size(), "manifest"));
          } else if (!found.orphans().isEmpty()) {
            out.println("nothing was deleted: --delete does");
          }
          return ExitCode.OK;
        });
  }
}
