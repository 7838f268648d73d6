package io.bindery.packager.enhance;

import io.bindery.packager.page.PageForm;
import io.bindery.packager.template.MatchPattern;
import io.bindery.packager.template.Template;
import io.bindery.packager.template.TemplateValues;
import io.bindery.packager.template.Word;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.name.LogicalKey;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A readme that is made keeps the form of its template, whatever folders and files are called. */
class HostileReadmeTest {
  /** Each word where an administrator might put it, those of an uploader in each kind of place. */
  private static final String TEMPLATE =
      """
      # {package} of {segment.2}

      {prefix} and *{group.run}* by {segment.2} on {date}

      - {source}
      - `{prefix}`
      1. {segment.2}

      | folder | run | size |
      |:--|:--|--:|
      | {segment.2} | `{group.run}` | {size} of {files} |

      > {segment.2}

      {types}

      {bucket} {registry} {workflow} {inferred} {uploaded}
      """;

  @ParameterizedTest
  @MethodSource("io.bindery.packager.page.PageForm#texts")
  void aReadmeKeepsItsForm(String text) {
    var contents = new FolderContents();
    var folder = source(text).prefix().replaceAll("/+", "-");
    for (var name : new String[] {folder + "a.txt", "b." + folder, "c.x", "plain"}) {
      contents.add(new LogicalKey(name), 7, Optional.of(Instant.EPOCH));
    }
    PageForm.assertForm(readme(text, contents), readme("x", contents));
  }

  /** A slash of the text makes no folder. */
  private static SourceFolder source(String text) {
    return (SourceFolder) PageForm.meant("runs/" + text.replace('/', '\u2215')).source();
  }

  private static String readme(String text, FolderContents contents) {
    var source = source(text);
    return Readme.of(
            Template.parse(TEMPLATE, EnumSet.allOf(Word.class)),
            values(source),
            source,
            contents,
            Optional.of(text))
        .text();
  }

  private static TemplateValues values(SourceFolder source) {
    return TemplateValues.of(
            source, Optional.of(MatchPattern.compile("(?s)runs/(?P<run>.*)/")), Instant.EPOCH)
        .with(Word.PACKAGE, "a/b")
        .with(Word.REGISTRY, "lab");
  }
}
