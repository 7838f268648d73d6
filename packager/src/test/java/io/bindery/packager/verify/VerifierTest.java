package io.bindery.packager.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.verify.Verification.Problem.Kind;
import io.bindery.packager.verify.Verification.Progress;
import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final String LATEST = ".quilt/named_packages/a/b/latest";

  private final MemoryS3 s3 = new MemoryS3();
  private final ByteArrayOutputStream manifest = new ByteArrayOutputStream();

  private ManifestWriter writer() throws IOException {
    return new ManifestWriter(manifest, ManifestHeader.builder().build());
  }

  private static ManifestEntry entry(String key, ChecksumType type, byte[] content) {
    var hasher = ContentHasher.create(type, content.length);
    hasher.update(content, 0, content.length);
    return new ManifestEntry(
        new LogicalKey(key), S3Uri.of("lab", key, "v1"), content.length, hasher.finish());
  }

  private void push(ManifestWriter writer) throws IOException {
    var topHash = writer.finish().topHash().value();
    s3.put("lab", ".quilt/packages/" + topHash, "null", manifest.toByteArray());
    s3.put("lab", LATEST, "null", topHash.getBytes(StandardCharsets.US_ASCII));
  }

  private Verification verify(Verification.Listener listener) {
    return Verifier.verify(s3, "lab", RevisionName.parse("a/b"), listener);
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void allTypesOfHashesAreVerifiedAlsoOverParts() throws IOException {
    var writer = writer();
    var seen = new ArrayList<Progress>();
    for (int size : List.of(0, 1, 8 << 20, (20 << 20) + 1)) {
      for (var type : ChecksumType.values()) {
        var key = "%s/%09d".formatted(type, size);
        s3.put("lab", key, "v1", random(size));
      }
    }
    for (var type :
        List.of(ChecksumType.CRC64NVME, ChecksumType.SHA256, ChecksumType.SHA256_CHUNKED)) {
      for (int size : List.of(0, 1, 8 << 20, (20 << 20) + 1)) {
        writer.entry(entry("%s/%09d".formatted(type, size), type, random(size)));
      }
    }
    push(writer);

    var result = verify(seen::add);

    assertThat(result.problems()).isEmpty();
    assertThat(result.isGood()).isTrue();
    assertThat(result.verified()).isEqualTo(12);
    assertThat(seen).hasSize(12);
    assertThat(seen.get(11)).isEqualTo(new Progress(12, result.bytes(), 12, result.bytes(), 0));
  }

  @Test
  void oneWrongBitIsFoundInEachType() throws IOException {
    var writer = writer();
    var content = random(9 << 20);
    for (var type :
        List.of(ChecksumType.CRC64NVME, ChecksumType.SHA256, ChecksumType.SHA256_CHUNKED)) {
      writer.entry(entry(type.name(), type, content));
      var changed = content.clone();
      changed[8 << 20] ^= 1;
      s3.put("lab", type.name(), "v1", changed);
    }
    push(writer);

    var result = verify(progress -> {});

    assertThat(result.verified()).isZero();
    assertThat(result.counts()).containsExactlyEntriesOf(java.util.Map.of(Kind.HASH, 3L));
  }

  @Test
  void problemsBeyondABoundAreCountedOnly() throws IOException {
    var writer = writer();
    for (int i = 0; i < 250; i++) {
      writer.entry(entry("%03d".formatted(i), ChecksumType.SHA256_CHUNKED, random(1)));
    }
    push(writer);

    var result = verify(progress -> {});

    assertThat(result.problems()).hasSize(Verification.MAX_PROBLEMS);
    assertThat(result.counts()).containsExactlyEntriesOf(java.util.Map.of(Kind.MISSING, 250L));
  }

  @Test
  void whatIsNoManifestIsSaid() {
    var hash = "ab".repeat(32);
    s3.put("lab", LATEST, "null", hash.getBytes(StandardCharsets.US_ASCII));
    s3.put("lab", ".quilt/packages/" + hash, "null", "nothing".getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> verify(progress -> {}))
        .isInstanceOf(PackagingException.class)
        .hasMessageStartingWith("The manifest of a/b in s3://lab cannot be verified: ");
  }

  @Test
  void anEmptyPackageIsGood() throws IOException {
    push(writer());

    assertThat(verify(progress -> {}).isGood()).isTrue();
  }
}
