package io.bindery.packager.quarantine;

import io.bindery.packager.enhance.AddedFile;
import io.bindery.packager.enhance.FolderContents;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.text.Markdown;
import io.bindery.protocol.text.ShellText;
import io.bindery.quilt.name.PackageName;
import java.util.List;
import java.util.Optional;

/**
 * The file in a package in quarantine that tells people what is wrong. The same for the same
 * reasons, so that a package that is refused again in the same way is no new revision.
 */
public final class QuarantinePage {
  private static final String TYPE = "text/markdown; charset=utf-8";
  private static final String FOOT =
      "\n---\n\n*Written by Bindery. The errors are in the package's metadata as well, below `%s`.*\n"
          .formatted(Mark.KEY);

  private QuarantinePage() {}

  /** The first of the names for it that no file of the folder has. */
  public static String name(FolderContents contents) {
    return contents.freeName("QUARANTINE", ".md");
  }

  /**
   * What is wrong, and what to do.
   *
   * @param meant the package that could not be made
   */
  public static AddedFile of(String name, PackageDescription meant, Quarantine quarantine) {
    var text =
        """
        # In quarantine

        The package %1$s does not follow %2$s of the registry %3$s. \
        So it was not published there, but put here, into %4$s: with all its files, unchanged.

        ## What is wrong

        %5$s

        ## What to do

        1. Correct the files or the metadata in %6$s.
        2. Bindery makes the package anew when it hears of the upload. You can also ask for it: \
        %7$s
        3. As soon as it follows the rules, it goes to %3$s, and this one is marked as resolved.

        If the package is right and the rules are wrong: the rules are in %8$s. Have them corrected, and go on with step 2.
        """
            .formatted(
                Markdown.code(meant.name().value()),
                workflow(quarantine.workflow()),
                bucket(meant.registry()),
                bucket(quarantine.bucket()),
                table(quarantine.problems()),
                Markdown.code(meant.source().toString()),
                Markdown.code(command(meant)),
                Markdown.code("s3://" + meant.registry() + "/.quilt/workflows/config.yml"));
    return new AddedFile(name, TYPE, text + FOOT);
  }

  /**
   * That it is over.
   *
   * @param was the package that was in quarantine
   * @param registry that it was meant for
   */
  static AddedFile released(
      String name,
      PackageName was,
      String registry,
      Release release,
      Optional<String> workflow,
      List<Problem> problems) {
    var text =
        """
        # No longer in quarantine

        %s
        ## What was wrong

        It did not follow %s.

        %s
        """
            .formatted(
                release instanceof Release.Mended mended
                    ? mended(was, registry, mended)
                    : dismissed(was, registry, (Release.Dismissed) release),
                workflow(workflow),
                table(problems));
    return new AddedFile(name, TYPE, text + FOOT);
  }

  private static String mended(PackageName was, String registry, Release.Mended mended) {
    return """
    The package %1$s was corrected and is in the registry it was meant for%4$s: \
    %6$s, revision `%3$s`.

    Use that one. What is here is kept as it was, so that it can be seen what was wrong.

    ```python
    import quilt3

    package = quilt3.Package.browse("%5$s", registry="s3://%2$s", top_hash="%3$s")
    ```
    """
        .formatted(
            Markdown.code(was.value()),
            registry,
            mended.topHash().value(),
            mended.name().equals(was) ? "" : ", as " + Markdown.code(mended.name().value()),
            mended.name(),
            bucket(registry));
  }

  private static String dismissed(PackageName was, String registry, Release.Dismissed dismissed) {
    return """
    %3$s decided that nothing more is to be done about the package %1$s. It is not in \
    %2$s. The reason given: %4$s
    """
        .formatted(
            Markdown.code(was.value()),
            bucket(registry),
            Markdown.text(dismissed.by()),
            Markdown.text(dismissed.reason()));
  }

  private static String bucket(String name) {
    return Markdown.code("s3://" + name);
  }

  /** People paste it: what an uploader called a folder must not be run. */
  private static String command(PackageDescription meant) {
    return "bindery package %s --name %s"
        .formatted(ShellText.word(meant.source().toString()), ShellText.word(meant.name().value()));
  }

  private static String workflow(Optional<String> workflow) {
    return workflow.map(name -> "the workflow " + Markdown.code(name)).orElse("the workflow");
  }

  /** What earlier builds recorded has no path of Quilt's, so that nothing is said of it then. */
  private static String table(List<Problem> problems) {
    boolean quilt = problems.stream().anyMatch(problem -> problem.quiltPath().isPresent());
    var table =
        new StringBuilder(
            quilt
                ? "| # | where | what | path in Quilt |\n|--:|:------|:-----|:--------------|"
                : "| # | where | what |\n|--:|:------|:-----|");
    for (int i = 0; i < problems.size(); i++) {
      var problem = problems.get(i);
      var where =
          Markdown.text(problem.subject())
              + (problem.ofAll() ? "" : " " + Markdown.cell(problem.path()));
      table.append("\n| %d | %s | %s |".formatted(i + 1, where, Markdown.text(problem.message())));
      if (quilt) {
        table.append(
            " %s |".formatted(problem.quiltPath().map(Markdown::cell).orElse("not shown")));
      }
    }
    return table.toString();
  }
}
