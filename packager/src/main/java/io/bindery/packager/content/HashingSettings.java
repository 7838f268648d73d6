package io.bindery.packager.content;

import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.quilt.checksum.ChecksumType;
import java.util.List;
import java.util.Optional;

/**
 * Which hashes a manifest gets, and how they are computed.
 *
 * @param types in order of preference: the first that S3 keeps of an object is taken, and what it
 *     does not keep is computed as the first; at least one, and not {@link ChecksumType#SHA256}
 * @param mode who computes
 * @param scratchBucket where S3 copies to; there unless all is streamed
 * @param copyFrom in mode {@link HashingMode#AUTO}, the size in bytes from which S3 computes
 */
public record HashingSettings(
    List<ChecksumType> types, HashingMode mode, Optional<String> scratchBucket, long copyFrom) {

  /** What quilt3 does: every hash is chunked SHA-256, computed by reading. */
  public static final HashingSettings DEFAULT =
      new HashingSettings(
          List.of(ChecksumType.SHA256_CHUNKED), HashingMode.STREAM, Optional.empty(), 0);

  private static final long MAX_COPY_FROM = 64L << 30;

  public HashingSettings {
    types = List.copyOf(types);
    if (types.isEmpty() || types.contains(ChecksumType.SHA256)) {
      throw new IllegalArgumentException("no hashes can be made of " + types);
    }
    if (mode != HashingMode.STREAM && scratchBucket.isEmpty()) {
      throw new IllegalArgumentException(mode + " needs a scratch bucket");
    }
  }

  /** Reads its part of {@code bindery.packager}. */
  public static HashingSettings from(Settings packager) {
    var mode = packager.choice("hashing", HashingMode.class);
    var scratchBucket = packager.optionalText("scratch-bucket", Grammar.BUCKET);
    if (mode != HashingMode.STREAM && scratchBucket.isEmpty()) {
      throw packager.notAllowed(
          "scratch-bucket", "the name of a bucket, unless bindery.packager.hashing = stream");
    }
    return new HashingSettings(
        checksums(packager), mode, scratchBucket, packager.bytes("copy-from", 0, MAX_COPY_FROM));
  }

  private static List<ChecksumType> checksums(Settings packager) {
    var types =
        packager.texts("checksums").stream()
            .map(
                name ->
                    ChecksumType.ofWireName(name)
                        .filter(type -> type != ChecksumType.SHA256)
                        .orElseThrow(() -> wrongChecksums(packager)))
            .distinct()
            .toList();
    if (types.isEmpty()) {
      throw wrongChecksums(packager);
    }
    return types;
  }

  private static SettingsException wrongChecksums(Settings packager) {
    return packager.notAllowed("checksums", "a list of sha2-256-chunked and CRC64NVME");
  }
}
