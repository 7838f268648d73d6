package io.bindery.packager.preset;

import io.bindery.packager.content.SmallObjects;
import io.bindery.protocol.description.SourceFolder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * What presets make of a folder; nothing is changed.
 *
 * @param listing of the folder
 * @param recognitions what it can be taken for, the likeliest first
 * @param preset the one that was asked for, else the likeliest
 * @param metadata what the folder's files tell that preset
 */
public record PresetTrial(
    FolderListing listing,
    List<Recognition> recognitions,
    Optional<Preset> preset,
    RunMetadata metadata) {
  public PresetTrial {
    recognitions = List.copyOf(recognitions);
  }

  /**
   * Tries presets on a folder.
   *
   * @param asked the preset to try; absent: the one that the folder is recognized as
   * @return fails with a {@link io.bindery.packager.failure.PackagingException}
   */
  public static CompletionStage<PresetTrial> of(
      S3AsyncClient s3, SourceFolder folder, Optional<Preset> asked) {
    return new FolderLook(s3)
        .at(folder)
        .thenCompose(
            listing -> {
              var recognitions = Preset.recognize(listing);
              var preset =
                  asked.or(
                      () ->
                          recognitions.stream()
                              .findFirst()
                              .flatMap(first -> Preset.of(first.preset())));
              return told(s3, folder, preset)
                  .thenApply(metadata -> new PresetTrial(listing, recognitions, preset, metadata));
            });
  }

  /** Presets of which the folder has signs, but not what they need, the likeliest first. */
  public List<NearMiss> nearMisses() {
    return Preset.all().stream()
        .flatMap(preset -> preset.recognizer().nearMiss(listing).stream())
        .sorted(Comparator.comparingInt(NearMiss::confidence).reversed())
        .toList();
  }

  private static CompletionStage<RunMetadata> told(
      S3AsyncClient s3, SourceFolder folder, Optional<Preset> preset) {
    return preset
        .map(it -> new RunFiles(s3, new SmallObjects(s3)).read(it, folder))
        .orElseGet(() -> CompletableFuture.completedFuture(new RunMetadata(List.of(), List.of())));
  }
}
