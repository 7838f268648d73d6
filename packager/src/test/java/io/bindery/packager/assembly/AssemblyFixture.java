package io.bindery.packager.assembly;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.world.MemoryS3;
import io.bindery.platform.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every assembly needs: actors, an S3 in memory, and a directory for the spool. */
abstract class AssemblyFixture {
  static ActorTestKit kit;

  @TempDir Path directory;

  final MemoryS3 s3 = new MemoryS3();

  @BeforeAll
  static void startKit() {
    kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
  }

  @AfterAll
  static void stopKit() {
    kit.shutdownTestKit();
  }

  /** As a list of the configuration. */
  static PackagePolicies policies(String list) {
    return PackagePolicies.from(
        Settings.at(ConfigFactory.parseString("packager.policies = " + list), "packager"));
  }

  /** The files that are in the spool. */
  List<Path> spooled() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }
}
