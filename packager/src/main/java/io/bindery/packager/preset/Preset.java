package io.bindery.packager.preset;

import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Settings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A preset as the packager uses it: it recognizes folders, and knows what their files tell. */
public final class Preset {
  private static final Map<PresetFile, Preset> ALL = new EnumMap<>(PresetFile.class);

  static {
    for (var file : PresetFile.values()) {
      ALL.put(file, new Preset(file));
    }
  }

  private final PresetFile file;
  private final String title;
  private final Recognizer recognizer;
  private final List<WantedFile> files;

  private Preset(PresetFile file) {
    var settings = file.settings();
    this.file = file;
    this.title = settings.text("title");
    this.recognizer =
        new Recognizer(
            file.word(),
            settings.sections("recognize").stream().map(Clue::from).toList(),
            Settings.whole(file.router()).texts("trigger.marker"));
    this.files = settings.sections("metadata").stream().map(WantedFile::from).toList();
  }

  /** The preset of a file. */
  public static Preset of(PresetFile file) {
    return ALL.get(file);
  }

  /** The preset of this name. */
  public static Optional<Preset> of(String name) {
    return PresetFile.of(name).map(Preset::of);
  }

  /** All presets. */
  public static List<Preset> all() {
    return Arrays.stream(PresetFile.values()).map(Preset::of).toList();
  }

  /**
   * What a folder can be taken for, the likeliest first.
   *
   * @param listing of the folder
   */
  public static List<Recognition> recognize(FolderListing listing) {
    return all().stream()
        .flatMap(preset -> preset.recognizer.recognize(listing).stream())
        .sorted(Comparator.comparingInt(Recognition::confidence).reversed())
        .toList();
  }

  /** Its name in settings. */
  public String name() {
    return file.word();
  }

  /** What it is for, in a line. */
  public String title() {
    return title;
  }

  /** How it is written. */
  public PresetFile file() {
    return file;
  }

  /** Tells whether a folder is what it is for. */
  public Recognizer recognizer() {
    return recognizer;
  }

  /** The files that are read, in order of preference. */
  List<WantedFile> files() {
    return files;
  }
}
