package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MapCache;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/** Packages of the folder {@code s3://lab/exp/}. */
abstract class FolderFixture extends AssemblyFixture {
  static final PackageDescription FOLDER = PackageDescription.of(new SourceFolder("lab", "exp/"));

  private static final Pattern KEY = Pattern.compile("\"logical_key\": \"([^\"]*)\"");

  final MapCache cache = new MapCache();

  Assembler assembler() throws IOException {
    return assembler(Spool.open(directory));
  }

  Assembler assembler(Spool spool) {
    return assembler(spool, "[]");
  }

  /** With these policies. */
  Assembler assembler(Spool spool, String policies) {
    return Assembling.assembler(
        kit.system(), s3, cache, spool, Assembling.PLAIN, policies(policies));
  }

  AssembledManifest assemble() throws IOException {
    return made(assembler(), FOLDER);
  }

  static AssembledManifest made(Assembler assembler, PackageDescription description) {
    return assembler.start(description).result().toCompletableFuture().join();
  }

  void put(String key, String content) {
    s3.put("lab", key, "null", content.getBytes(StandardCharsets.UTF_8));
  }

  /** The keys of the package, with these policies. */
  List<String> keys(String policies) throws IOException {
    var manifest = made(assembler(Spool.open(directory), policies), FOLDER);
    return KEY.matcher(Files.readString(manifest.path()))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  static void isPassing(Throwable failure, String message) {
    assertThat(Failures.root(failure))
        .isInstanceOfSatisfying(PackagingException.class, it -> assertThat(it.isPassing()).isTrue())
        .hasMessage(message);
  }

  static void isLasting(Throwable failure) {
    assertThat(Failures.root(failure))
        .isInstanceOfSatisfying(
            PackagingException.class, it -> assertThat(it.isPassing()).isFalse());
  }
}
