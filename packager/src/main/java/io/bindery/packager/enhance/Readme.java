package io.bindery.packager.enhance;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.template.Template;
import io.bindery.packager.template.TemplateException;
import io.bindery.packager.template.TemplateValues;
import io.bindery.packager.template.Word;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.protocol.text.Markdown;
import java.util.Optional;

/** The readme of a package, out of a template. */
final class Readme {
  private static final int TYPES_SHOWN = 12;

  private Readme() {}

  /**
   * Fills in a template.
   *
   * @param values that are known without the folder's content
   * @param workflow that the package follows
   */
  static AddedFile of(
      Template template,
      TemplateValues values,
      SourceFolder source,
      FolderContents contents,
      Optional<String> workflow) {
    var known =
        values
            .with(Word.SOURCE, source.toString())
            .with(Word.FILES, files(contents.files()))
            .with(Word.SIZE, Words.size(contents.bytes()))
            .with(Word.TYPES, types(contents.types()));
    known =
        workflow.isPresent()
            ? known.with(Word.WORKFLOW, workflow.get())
            : known.without(Word.WORKFLOW);
    var uploaded = Words.days(contents.oldest(), contents.newest());
    known = uploaded.isPresent() ? known.with(Word.UPLOADED, uploaded.get()) : known;
    try {
      return new AddedFile(
          AddedNames.README, "text/markdown; charset=utf-8", template.fill(known, Markdown::after));
    } catch (TemplateException e) {
      throw PackagingException.lasting(
          "The template enhance.readme-template: " + e.getMessage(), e);
    }
  }

  private static String files(long number) {
    return Words.number(number) + (number == 1 ? " file" : " files");
  }

  private static String types(FileTypes types) {
    var table = new StringBuilder("| type | files | size |\n|:-----|------:|-----:|");
    types.most(TYPES_SHOWN).forEach(count -> row(table, name(count.type()), count));
    var rest = types.rest(TYPES_SHOWN);
    if (rest.files() > 0) {
      row(table, "others", rest);
    }
    return table.toString();
  }

  private static String name(String type) {
    return type.isEmpty() ? "without ending" : Markdown.cell("." + type);
  }

  private static void row(StringBuilder table, String name, FileTypes.Count count) {
    table.append(
        "\n| %s | %s | %s |"
            .formatted(name, Words.number(count.files()), Words.size(count.bytes())));
  }
}
