package io.bindery.packager.assembly;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.s3.VersionsPage;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.ignore.Exclusions;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/**
 * Lists the newest versions of the objects of a folder, page by page, as fast as they are taken. In
 * a large folder, subfolders are listed side by side, see {@link FolderWalk}.
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
  private final int listingsAtOnce;
  private final Integer pageKeys;

  /**
   * Listings with pages as large as S3 gives them.
   *
   * @param listingsAtOnce how many requests list one folder side by side
   */
  Listing(S3AsyncClient s3, DescriptionMode mode, IgnoreFiles ignoreFiles, int listingsAtOnce) {
    this(s3, mode, ignoreFiles, listingsAtOnce, null);
  }

  Listing(
      S3AsyncClient s3,
      DescriptionMode mode,
      IgnoreFiles ignoreFiles,
      int listingsAtOnce,
      Integer pageKeys) {
    this.s3 = s3;
    this.mode = mode;
    this.ignoreFiles = ignoreFiles;
    this.listingsAtOnce = listingsAtOnce;
    this.pageKeys = pageKeys;
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
                          return pages(folder, mode, exclusions, badKeys, progress);
                        }))
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  /**
   * All objects below a folder that is named by itself: nothing stays out.
   *
   * @return fails with a {@link BadKeyException} if one of them can be in no package
   */
  Source<List<ListedObject>, NotUsed> pages(SourceFolder folder, Progress progress) {
    return pages(folder, DescriptionMode.QUILT, Exclusions.NONE, BadKeys.FAIL, progress);
  }

  /** Finds out what is to be said of objects without versions. */
  CompletionStage<Done> look(Versions versions) {
    return versions.look(s3);
  }

  private Source<List<ListedObject>, NotUsed> pages(
      SourceFolder folder,
      DescriptionMode quilt,
      Exclusions exclusions,
      BadKeys badKeys,
      Progress progress) {
    return new FolderWalk(
            s3,
            folder,
            listingsAtOnce,
            pageKeys,
            files -> new FolderKeys(folder, quilt, exclusions, files))
        .pages()
        .map(
            page ->
                objects(
                    folder,
                    version -> key(page.keys(), version, badKeys, progress),
                    page.answer()));
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
      VersionsPage page) {
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
      return mayBeKept(size, BOTH);
    }
    boolean sha256 = listed.contains(ChecksumAlgorithm.SHA256);
    boolean crc64 = listed.contains(ChecksumAlgorithm.CRC64_NVME);
    return sha256 ? (crc64 ? BOTH : SHA256) : (crc64 ? CRC64 : NONE);
  }

  /** What to ask for where no listing says what S3 keeps of an object. */
  static List<ChecksumType> mayBeKept(long size, List<ChecksumType> types) {
    return size <= READ_RATHER_THAN_ASK ? NONE : types;
  }
}
