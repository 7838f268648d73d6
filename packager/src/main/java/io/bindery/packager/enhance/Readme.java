package io.bindery.packager.enhance;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.template.Template;
import io.bindery.packager.template.TemplateException;
import io.bindery.packager.template.TemplateValues;
import io.bindery.packager.template.Word;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.Markdown;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
            .with(Word.FILES, Amounts.count(contents.files(), "file"))
            .with(Word.SIZE, Amounts.size(contents.bytes()))
            .with(Word.TYPES, types(contents.types()));
    known =
        workflow.isPresent()
            ? known.with(Word.WORKFLOW, workflow.get())
            : known.without(Word.WORKFLOW);
    var uploaded = days(contents.oldest(), contents.newest());
    known = uploaded.isPresent() ? known.with(Word.UPLOADED, uploaded.get()) : known;
    try {
      return new AddedFile(
          AddedNames.README, "text/markdown; charset=utf-8", template.page(known, Markdown::after));
    } catch (TemplateException e) {
      throw PackagingException.lasting(
          "The template enhance.readme-template: " + e.getMessage(), e);
    }
  }

  /** Days, in UTC: a time of day would make a new revision of the same content uploaded again. */
  static Optional<String> days(Optional<Instant> first, Optional<Instant> last) {
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    var from = day(first.get());
    var to = day(last.get());
    return Optional.of(from.equals(to) ? from.toString() : from + " to " + to);
  }

  private static LocalDate day(Instant time) {
    return time.atZone(ZoneOffset.UTC).toLocalDate();
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
            .formatted(name, Amounts.number(count.files()), Amounts.size(count.bytes())));
  }
}
