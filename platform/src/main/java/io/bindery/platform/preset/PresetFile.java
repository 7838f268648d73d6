package io.bindery.platform.preset;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import io.bindery.platform.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A preset as it is written: how the folders of one kind of instrument or tool are recognized,
 * batched, named and read. They ship with Bindery, one file each; whoever wants it otherwise sets
 * what differs beside {@code preset}.
 */
public enum PresetFile {
  ILLUMINA_NOVASEQ,
  ILLUMINA_MISEQ,
  ONT_MINKNOW,
  PACBIO_REVIO,
  NEXTFLOW,
  BIDS,
  OME_ZARR,
  GENERIC;

  private final String word;
  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // no Config ever changes
  private final Config config;

  PresetFile() {
    this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.text = read("/presets/" + word + ".conf");
    this.config = ConfigFactory.parseString(text).resolve(ConfigResolveOptions.noSystem());
  }

  private static String read(String resource) {
    try (var in = PresetFile.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its name in settings. */
  public String word() {
    return word;
  }

  /** The file. */
  public String text() {
    return text;
  }

  /** What it says itself. */
  public Settings settings() {
    return Settings.at(ConfigFactory.empty().withValue("preset", config.root()), "preset");
  }

  /** How buckets are batched by it: worded as a bucket policy. */
  public Config router() {
    return config.getConfig("router");
  }

  /** What its packages are like: worded as a package policy, without the bucket. */
  public Config packager() {
    return config.getConfig("packager");
  }

  /** The preset of this name. */
  public static Optional<PresetFile> of(String word) {
    return Arrays.stream(values()).filter(preset -> preset.word.equals(word)).findFirst();
  }

  /** All names. */
  public static List<String> words() {
    return Arrays.stream(values()).map(PresetFile::word).toList();
  }
}
