package io.bindery.packager.verify;

import io.bindery.packager.content.ContentReader;
import io.bindery.packager.content.SharedLimits;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.verify.Verification.Listener;
import io.bindery.packager.verify.Verification.Problem;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.ManifestFile;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.ManifestRuleException;
import io.bindery.quilt.manifest.ManifestSummary;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.SpoolFile;
import io.bindery.quilt.manifest.TopHash;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Verifies a revision: the manifest against its top hash, and the content of each object against
 * its entry. Needs S3 alone, and memory that does not depend on the package.
 */
public final class Verifier {
  private static final int OBJECTS_AT_ONCE = 32;
  private static final int PARTS_AT_ONCE = 8;
  private static final int REQUESTS_AT_ONCE = OBJECTS_AT_ONCE * PARTS_AT_ONCE;
  private static final long BYTES_IN_FLIGHT = 256L << 20;

  private final S3AsyncClient s3;
  private final EntryVerifier entries;
  private final BooleanSupplier cancelled;

  private Verifier(S3AsyncClient s3, SharedLimits limits, BooleanSupplier cancelled) {
    this.s3 = s3;
    this.entries = new EntryVerifier(s3, new ContentReader(s3, limits, PARTS_AT_ONCE));
    this.cancelled = cancelled;
  }

  /**
   * Verifies a revision, in the thread that calls.
   *
   * @param registry bucket
   * @throws PackagingException if there is no such revision, or its manifest cannot be read
   */
  public static Verification verify(
      S3AsyncClient s3, String registry, RevisionName revision, Listener listener) {
    return verify(
        s3,
        registry,
        revision,
        listener,
        new SharedLimits(REQUESTS_AT_ONCE, BYTES_IN_FLIGHT),
        () -> false);
  }

  /**
   * The same within bounds that others share.
   *
   * @param cancelled whether to end early
   * @throws CancellationException if it was ended early
   */
  static Verification verify(
      S3AsyncClient s3,
      String registry,
      RevisionName revision,
      Listener listener,
      SharedLimits limits,
      BooleanSupplier cancelled) {
    Path directory = null;
    try {
      directory = Files.createTempDirectory("bindery-verify-");
      return new Verifier(s3, limits, cancelled)
          .run(registry, revision, listener, Spool.open(directory));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PackagingException.passing("The verification was interrupted.", e);
    } catch (InvalidManifestException | ManifestRuleException e) {
      throw PackagingException.lasting(
          "The manifest of %s in s3://%s cannot be verified: %s."
              .formatted(revision, registry, e.getMessage()),
          e);
    } catch (IOException e) {
      throw Failures.of("Verifying " + revision, e);
    } finally {
      delete(directory);
    }
  }

  private Verification run(String registry, RevisionName revision, Listener listener, Spool spool)
      throws IOException, InterruptedException {
    var reader = new RegistryReader(s3);
    var topHash = await(reader.resolve(registry, revision));
    try (var manifest = spool.newFile()) {
      download(reader, registry, topHash, manifest);
      var summary = ManifestFile.summarize(manifest.path(), spool);
      var findings = new Findings(summary, listener);
      if (!summary.topHash().equals(topHash)) {
        findings.add(wrongTopHash(topHash, summary));
      }
      verifyEntries(manifest, findings);
      return findings.result(topHash);
    }
  }

  /** A copy on the disk, for a connection would not wait while hours of content are read. */
  private static void download(
      RegistryReader reader, String registry, TopHash topHash, SpoolFile target)
      throws IOException {
    try (var in = await(reader.open(registry, topHash));
        OutputStream out = target.output()) {
      in.transferTo(out);
    }
  }

  private void verifyEntries(SpoolFile manifest, Findings findings)
      throws IOException, InterruptedException {
    var free = new Semaphore(OBJECTS_AT_ONCE);
    try (var lines = ManifestReader.openUnsorted(manifest.input())) {
      for (var next = lines.nextEntry(); next.isPresent(); next = lines.nextEntry()) {
        var entry = next.get();
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("the verification was cancelled");
        }
        free.acquire();
        var unused =
            entries
                .verify(entry)
                .whenComplete(
                    (problem, failure) -> {
                      try {
                        findings.done(entry.size(), problem);
                      } finally {
                        free.release();
                      }
                    });
      }
    } finally {
      free.acquireUninterruptibly(OBJECTS_AT_ONCE);
    }
  }

  private static Problem wrongTopHash(TopHash topHash, ManifestSummary summary) {
    return new Problem(
        Problem.Kind.TOP_HASH,
        "manifest",
        "The manifest's content has the top hash %s, not %s by which it is named."
            .formatted(summary.topHash(), topHash));
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (RuntimeException e) {
      throw Failures.of("Reading the registry", e);
    }
  }

  private static void delete(Path directory) {
    if (directory != null) {
      try {
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        // An empty directory among the temporary ones harms nobody.
        return;
      }
    }
  }
}
