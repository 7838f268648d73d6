package io.bindery.packager.preset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecognizerTest {
  static Stream<String> presets() {
    return Preset.all().stream().map(Preset::name);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void eachSampleIsRecognizedFirstOfAllByItsPreset(String name) {
    var all = Preset.recognize(Samples.listing(name));

    assertThat(all).isNotEmpty();
    var first = all.get(0);
    assertThat(first.preset()).isEqualTo(name);
    assertThat(first.confidence()).isBetween(30, 100);
    assertThat(first.evidence()).allSatisfy(it -> assertThat(it.says()).isNotBlank());
    assertThat(first.evidence().stream().mapToInt(Evidence::weight).sum())
        .isEqualTo(first.confidence());
    assertThat(first.evidence())
        .allSatisfy(it -> assertThat(Samples.files(name)).containsKey(it.file()));
    assertThat(first.marker()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "illumina-novaseq, CopyComplete.txt",
    "illumina-miseq, RTAComplete.txt",
    "ont-minknow, final_summary_FSAMPLE1_0a1b2c3d_4e5f6071.txt",
    "pacbio-revio, metadata/.m84999_260108_120000_s1.transferdone",
    "nextflow, pipeline_info/execution_report_2026-01-11_10-00-00.html",
    "bids, dataset_description.json",
    "ome-zarr, .zattrs",
    "generic, _SUCCESS",
  })
  void theMarkerIsTheOneThatIsWrittenLast(String name, String marker) {
    assertThat(Preset.of(name).orElseThrow().recognizer().recognize(Samples.listing(name)))
        .get()
        .extracting(Recognition::marker)
        .isEqualTo(java.util.Optional.of(marker));
  }

  @Test
  void aRunThatIsStillCopiedIsRecognizedWithoutAMarker() {
    var without =
        Samples.listing("illumina-novaseq").files().stream()
            .filter(file -> !file.path().equals("CopyComplete.txt"))
            .toList();

    var first = Preset.recognize(new FolderListing(without, true)).get(0);

    assertThat(first.preset()).isEqualTo("illumina-novaseq");
    assertThat(first.marker()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // Not at the top, empty, in other letters, or something else of such a name.
    "old/RunInfo.xml, 10",
    "RunInfo.xml, 0",
    "runinfo.XML, 10",
    "RunInfo.xml/part, 10",
    "notes.txt, 10",
    "sub-01/anat/x.nii, 10",
  })
  void otherFoldersAreNotTakenForOne(String path, long size) {
    assertThat(Preset.recognize(new FolderListing(List.of(new ListedFile(path, size)), true)))
        .isEmpty();
  }

  @Test
  void anEmptyFolderIsNothing() {
    assertThat(Preset.recognize(new FolderListing(List.of(), true))).isEmpty();
  }
}
