package io.bindery.packager.preset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.bindery.quilt.json.JsonForm;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What files of runs tell, and what becomes of those that are not what they should be. */
class RunFormatTest {
  private static final String RUN_INFO = "RunInfo.xml";

  private static WantedFile file(String preset, int index) {
    return Preset.of(preset).orElseThrow().files().get(index);
  }

  private static RunMetadata runInfo(byte[] bytes) {
    return file("illumina-novaseq", 0).read(RUN_INFO, bytes);
  }

  private static RunMetadata runInfo(String text) {
    return runInfo(text.getBytes(UTF_8));
  }

  private static List<String> told(RunMetadata read) {
    return read.values().stream()
        .map(it -> it.name() + " = " + JsonForm.FILE.toText(it.value()) + " (" + it.source() + ")")
        .toList();
  }

  @Test
  void aRunInfoTellsItsRun() {
    var read = runInfo(Samples.files("illumina-novaseq").get(RUN_INFO));
    assertThat(read.notices()).isEmpty();
    assertThat(told(read))
        .containsExactly(
            "flowcell = \"HSAMPLDRX\" (RunInfo.xml#/RunInfo/Run/Flowcell)",
            "instrument = \"A09999\" (RunInfo.xml#/RunInfo/Run/Instrument)",
            "lanes = 2 (RunInfo.xml#/RunInfo/Run/FlowcellLayout/@LaneCount)",
            "read_cycles = [151, 10, 10, 151] (RunInfo.xml#/RunInfo/Run/Reads/Read/@NumCycles)",
            "run_date = \"2026-01-05T09:30:00Z\" (RunInfo.xml#/RunInfo/Run/Date)",
            "run_id = \"260105_A09999_0007_AHSAMPLDRX\" (RunInfo.xml#/RunInfo/Run/@Id)",
            "run_number = 7 (RunInfo.xml#/RunInfo/Run/@Number)");
  }

  @Test
  void otherEncodingsAreReadAsTheyAreDeclared() {
    var text = "<?xml version=\"1.0\" encoding=\"%s\"?><RunInfo><Run Id=\"Lauf-ä\"/></RunInfo>";
    assertThat(told(runInfo(text.formatted("utf-8"))))
        .containsExactly("run_id = \"Lauf-ä\" (RunInfo.xml#/RunInfo/Run/@Id)");
    assertThat(told(runInfo(text.formatted("iso-8859-1").getBytes(ISO_8859_1)))).hasSize(1);
    assertThat(told(runInfo(text.formatted("utf-16").getBytes(UTF_16)))).hasSize(1);
    assertThat(told(runInfo("\uFEFF" + text.formatted("utf-8")))).hasSize(1);
  }

  static Stream<Arguments> malformed() {
    var entities = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"aaaaaaaaaa\">");
    for (int i = 1; i < 30; i++) {
      entities.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
    }
    return Stream.of(
        Arguments.of("", "is no XML that can be read"),
        Arguments.of("<RunInfo><Run Id=\"x\">", "is no XML that can be read"),
        Arguments.of("{\"run\": 1}", "is no XML that can be read: line 1"),
        Arguments.of("<a>\n</b>", "is no XML that can be read: line 2"),
        Arguments.of("<RunInfo>&#0;</RunInfo>", "is no XML that can be read"),
        Arguments.of("<RunInfo>\u0001</RunInfo>", "is no XML that can be read"),
        Arguments.of("<RunInfo>&nbsp;</RunInfo>", ""),
        Arguments.of(
            "<!DOCTYPE RunInfo><RunInfo><Run Id=\"x\"/></RunInfo>",
            "has a document type (DOCTYPE), which is refused"),
        Arguments.of(
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><RunInfo><Run><Flowcell>&e;</Flowcell></Run></RunInfo>",
            "has a document type (DOCTYPE), which is refused"),
        Arguments.of(
            "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x.dtd\"> %p;]><RunInfo/>",
            "has a document type (DOCTYPE), which is refused"),
        Arguments.of(
            entities + "]><RunInfo><Run Id=\"&a29;\"/></RunInfo>",
            "has a document type (DOCTYPE), which is refused"),
        Arguments.of("<a>".repeat(65) + "</a>".repeat(65), "is more than 64 levels deep"),
        Arguments.of("<a>".repeat(400_000), "is more than 64 levels deep"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatIsNoXmlCostsItsValuesOnly(String text, String reason) {
    var read =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> runInfo(text.getBytes(UTF_8)));
    assertThat(read.values()).isEmpty();
    assertThat(read.notices())
        .singleElement()
        .asString()
        .startsWith("RunInfo.xml " + reason)
        .contains("the package is made without flowcell, instrument, lanes,");
  }

  @Test
  void bytesThatAreNoCharactersAreTold() {
    var latin = "<RunInfo><Run Id=\"ä\"/></RunInfo>".getBytes(ISO_8859_1);
    assertThat(runInfo(latin).notices()).singleElement().asString().contains("is no XML that can");
    var halves = "<RunInfo/>".getBytes(UTF_16LE);
    assertThat(runInfo(halves).values()).isEmpty();
    assertThat(runInfo(new byte[4096]).notices()).hasSize(1);
    var unknown = "<?xml version=\"1.0\" encoding=\"x-none\"?><RunInfo/>";
    assertThat(runInfo(unknown).notices()).hasSize(1);
  }

  @Test
  void aValueThatIsNoneCostsItselfOnly() {
    var long1001 = "x".repeat(1001);
    var read =
        runInfo(
            "<RunInfo><Run Id=\" a\tb \" Number=\"seven\"><Flowcell>%s</Flowcell><Instrument/><Reads><Read NumCycles=\"1e3\"/></Reads></Run></RunInfo>"
                .formatted(long1001));
    assertThat(told(read)).containsExactly("run_id = \"a b\" (RunInfo.xml#/RunInfo/Run/@Id)");
    assertThat(read.notices())
        .containsExactly(
            "RunInfo.xml has more than 1000 characters in /RunInfo/Run/Flowcell: the package is made without flowcell from it.",
            "RunInfo.xml has no whole number in /RunInfo/Run/Reads/Read/@NumCycles: the package is made without read_cycles from it.",
            "RunInfo.xml has no whole number in /RunInfo/Run/@Number: the package is made without run_number from it.");
  }

  @Test
  void aNoticeIsOneLineWhateverTheFileIsCalled() {
    var read = file("illumina-novaseq", 0).read("a\u001b[2J\nb.xml", new byte[0]);
    assertThat(read.notices())
        .singleElement()
        .satisfies(notice -> assertThat(notice.lines()).hasSize(1))
        .satisfies(notice -> assertThat(notice).doesNotContain("\u001b", "\n"));
  }

  @Test
  void aTextInPiecesIsOneValue() {
    var read =
        runInfo(
            "<x:RunInfo xmlns:x=\"y\"><x:Run><x:Flowcell>A<![CDATA[B]]><!-- no -->C</x:Flowcell></x:Run></x:RunInfo>");
    assertThat(told(read))
        .containsExactly("flowcell = \"ABC\" (RunInfo.xml#/RunInfo/Run/Flowcell)");
  }

  @Test
  void aFinalSummaryIsReadLineByLine() {
    var wanted = file("ont-minknow", 0);
    var read =
        wanted.read(
            "final_summary_x.txt",
            String.join(
                    "\r\n",
                    "\uFEFFinstrument=MN1",
                    "flow_cell_id = F=1 ",
                    "sample_id=",
                    "",
                    "no sign",
                    "instrument=MN2",
                    "fastq_files_in_final_dest=many")
                .getBytes(UTF_8));
    assertThat(told(read))
        .containsExactly(
            "flowcell = \"F=1\" (final_summary_x.txt#flow_cell_id)",
            "instrument = \"MN1\" (final_summary_x.txt#instrument)");
    assertThat(read.notices())
        .singleElement()
        .asString()
        .contains("has no whole number in fastq_files_in_final_dest");
    for (var bad : List.of("", "<html>", "=x")) {
      assertThat(wanted.read("f", bad.getBytes(UTF_8)).notices())
          .singleElement()
          .asString()
          .contains("has no lines of the form key=value");
    }
    assertThat(wanted.read("f", "a=ä".getBytes(ISO_8859_1)).notices())
        .singleElement()
        .asString()
        .contains("is not UTF-8 text");
    assertThat(wanted.read("f", "sample_id=a\0b".getBytes(UTF_8)).notices())
        .singleElement()
        .asString()
        .contains("has characters in sample_id that no text can have");
  }

  @Test
  void aDescriptionInJsonMayHaveAnyShape() {
    var wanted = file("bids", 0);
    var read =
        wanted.read(
            "d.json",
            "{\"Name\": {\"x\": 1}, \"BIDSVersion\": 1.9, \"Authors\": [\"A\", [\"B\"], null, 3], \"License\": \"a\\u0000\", \"GeneratedBy\": {\"Name\": \"x\"}}"
                .getBytes(UTF_8));
    assertThat(told(read))
        .containsExactly(
            "authors = [\"A\", \"3\"] (d.json#/Authors/*)",
            "bids_version = \"1.9\" (d.json#/BIDSVersion)");
    assertThat(read.notices())
        .singleElement()
        .asString()
        .contains("has characters in /License that no text can have");
    for (var bad :
        List.of("", "[]", "null", "{", "{} {}", "[".repeat(100_000), "{\"a\": \"\\ud800\"}")) {
      assertThat(wanted.read("d.json", bad.getBytes(UTF_8)).notices())
          .as(bad.substring(0, Math.min(10, bad.length())))
          .singleElement()
          .asString()
          .contains("is no JSON that can be read");
    }
  }

  /** A record of a manifest has room for a million bytes. */
  @Test
  void aListThatIsTooLongIsLeftOutAndTold() {
    var wanted = file("bids", 0);
    var many = "{\"Name\": \"x\", \"Authors\": [%s\"z\"]}";
    var long1 = many.formatted(("\"" + "y".repeat(900) + "\",").repeat(12));
    assertThat(told(wanted.read("d.json", long1.getBytes(UTF_8))))
        .containsExactly("title = \"x\" (d.json#/Name)");
    assertThat(wanted.read("d.json", long1.getBytes(UTF_8)).notices())
        .containsExactly(
            "d.json has more than 10000 characters in /Authors/*: the package is made without authors from it.");
    var long2 = many.formatted("\"y\",".repeat(1000));
    assertThat(wanted.read("d.json", long2.getBytes(UTF_8)).notices())
        .containsExactly(
            "d.json has more than 1000 values in /Authors/*: the package is made without authors from it.");
    var reads = "<RunInfo><Run><Reads>%s</Reads></Run></RunInfo>";
    assertThat(runInfo(reads.formatted("<Read NumCycles=\"1\"/>".repeat(1000))).notices())
        .isEmpty();
    assertThat(runInfo(reads.formatted("<Read NumCycles=\"1\"/>".repeat(1001))).notices())
        .hasSize(1);
    var key = "a: {" + "k".repeat(5000) + ": [";
    assertThat(file("nextflow", 1).read("v.yml", key.getBytes(UTF_8)).notices())
        .singleElement()
        .satisfies(notice -> assertThat(notice).hasSizeLessThan(1010));
  }

  @Test
  void aYamlFileThatIsNoneIsTold() {
    var wanted = file("nextflow", 1);
    for (var bad : List.of("a: [", "- x", "x: &a [*a]", "\t")) {
      assertThat(wanted.read("v.yml", bad.getBytes(UTF_8)).notices()).as(bad).hasSize(1);
    }
  }

  /** Pieces of good files in any order: never an exception, never long. */
  @Test
  void piecesOfFilesNeverFail() {
    long seed = Long.getLong("bindery.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var pieces =
        List.of(
            "<?xml version=\"1.0\"?>",
            "<RunInfo>",
            "<Run Id=\"1\"",
            ">",
            "</Run>",
            "</RunInfo>",
            "<!DOCTYPE a [",
            "]>",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "&amp;",
            "&#x;",
            "&e;",
            "=",
            "{",
            "}",
            "[",
            "]",
            "\"@graph\":",
            "\"@id\": \"./\"",
            ",",
            "\"name\": 1",
            "\n",
            "\0",
            "ä",
            "\ud83d\ude00",
            "a=b",
            "<?x",
            "?>");
    var formats =
        List.of(
            file("illumina-novaseq", 0),
            file("ont-minknow", 0),
            file("nextflow", 0),
            file("nextflow", 1));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < 1000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(15); n >= 0; n--) {
              text.append(pieces.get(random.nextInt(pieces.size())));
            }
            for (var wanted : formats) {
              var read = wanted.read("f", text.toString().getBytes(UTF_8));
              assertThat(read.notices()).as("seed %d: %s", seed, text).doesNotContainNull();
            }
          }
        });
  }
}
