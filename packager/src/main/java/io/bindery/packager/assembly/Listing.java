package io.bindery.packager.assembly;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import io.bindery.packager.checksum.ChecksumType;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.ignore.Exclusions;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.protocol.name.LogicalKey;
import io.bindery.protocol.s3.S3Uri;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/**
 * Lists the newest versions of the objects of a folder, page by page, as fast as they are taken.
 */
final class Listing {
  private static final List<ChecksumType> NONE = List.of();
  private static final List<ChecksumType> SHA256 = List.of(ChecksumType.SHA256_CHUNKED);
  private static final List<ChecksumType> CRC64 = List.of(ChecksumType.CRC64NVME);
  private static final List<ChecksumType> BOTH =
      List.of(ChecksumType.SHA256_CHUNKED, ChecksumType.CRC64NVME);

  /** Up to this size, in bytes, to read an object costs no more than to ask for its checksum. */
  private static final long READ_RATHER_THAN_ASK = 64 << 10;

  private final S3AsyncClient s3;
  private final DescriptionMode mode;
  private final IgnoreFiles ignoreFiles;

  Listing(S3AsyncClient s3, DescriptionMode mode, IgnoreFiles ignoreFiles) {
    this.s3 = s3;
    this.mode = mode;
    this.ignoreFiles = ignoreFiles;
  }

  /** Where the next page begins. */
  private record Marker(String key, String version) {
    static final Marker START = new Marker(null, null);
  }

  /**
   * The objects that belong into the package of a folder.
   *
   * @param known is told first what stays out
   */
  Source<List<ListedObject>, NotUsed> pages(
      SourceFolder folder, BadKeys badKeys, Progress progress, Consumer<Exclusions> known) {
    return Source.lazyCompletionStageSource(
            () ->
                ignoreFiles
                    .exclusions(folder)
                    .thenApply(
                        exclusions -> {
                          known.accept(exclusions);
                          return pages(folder, exclusions, badKeys, progress);
                        }))
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  private Source<List<ListedObject>, NotUsed> pages(
      SourceFolder folder, Exclusions exclusions, BadKeys badKeys, Progress progress) {
    var keys = new FolderKeys(folder, mode, exclusions);
    return Source.unfoldAsync(Optional.of(Marker.START), marker -> page(folder, marker))
        .map(page -> objects(folder, version -> key(keys, version, badKeys, progress), page));
  }

  private CompletionStage<Optional<Pair<Optional<Marker>, ListObjectVersionsResponse>>> page(
      SourceFolder folder, Optional<Marker> marker) {
    return marker.isEmpty()
        ? CompletableFuture.completedFuture(Optional.empty())
        : s3.listObjectVersions(
                request ->
                    request
                        .bucket(folder.bucket())
                        .prefix(folder.prefix())
                        // XML cannot hold every character that a key can.
                        .encodingType(EncodingType.URL)
                        .keyMarker(marker.get().key())
                        .versionIdMarker(marker.get().version()))
            .handle(
                (page, failure) -> {
                  if (failure != null) {
                    throw Failures.of("Listing " + folder, failure);
                  }
                  return Optional.of(Pair.create(next(page), page));
                });
  }

  private static Optional<Marker> next(ListObjectVersionsResponse page) {
    return Boolean.TRUE.equals(page.isTruncated())
        ? Optional.of(new Marker(page.nextKeyMarker(), page.nextVersionIdMarker()))
        : Optional.empty();
  }

  private static Optional<LogicalKey> key(
      FolderKeys keys,
      software.amazon.awssdk.services.s3.model.ObjectVersion version,
      BadKeys badKeys,
      Progress progress) {
    try {
      return keys.next(version.key());
    } catch (PackagingException e) {
      if (badKeys == BadKeys.FAIL) {
        throw e;
      }
      progress.skipped(version.key());
      return Optional.empty();
    }
  }

  /** Delete markers are a list of their own and never get here. */
  private static List<ListedObject> objects(
      SourceFolder folder,
      Function<software.amazon.awssdk.services.s3.model.ObjectVersion, Optional<LogicalKey>> keys,
      ListObjectVersionsResponse page) {
    return page.versions().stream()
        .filter(version -> Boolean.TRUE.equals(version.isLatest()))
        .flatMap(
            version ->
                keys.apply(version).stream()
                    .map(
                        key ->
                            new ListedObject(
                                key,
                                new ObjectVersion(
                                    new S3Uri(
                                        folder.bucket(),
                                        version.key(),
                                        Optional.ofNullable(version.versionId())),
                                    Optional.ofNullable(version.eTag()),
                                    version.size()),
                                Optional.ofNullable(version.lastModified()),
                                kept(version.checksumAlgorithm(), version.size()))))
        .toList();
  }

  /**
   * An old object, or one of another maker's S3, may have a checksum that the listing omits. It is
   * asked for only where that costs less than to read the object.
   */
  private static List<ChecksumType> kept(List<ChecksumAlgorithm> listed, long size) {
    if (listed.isEmpty()) {
      return size <= READ_RATHER_THAN_ASK ? NONE : BOTH;
    }
    boolean sha256 = listed.contains(ChecksumAlgorithm.SHA256);
    boolean crc64 = listed.contains(ChecksumAlgorithm.CRC64_NVME);
    return sha256 ? (crc64 ? BOTH : SHA256) : (crc64 ? CRC64 : NONE);
  }
}
