package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.world.World;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.SourceFolder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final List<String> KEYS =
      List.of("a", "a b", "a+b", "a%20b", "a/b", "größe/😀.txt", "q?x=1&y", "#", "\"'<>&", "~");

  @Test
  void everyKeyIsListedOnceWithItsNewestVersion() {
    var kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
    try (var world = new World()) {
      Map<String, String> versions = new HashMap<>();
      for (var key : KEYS) {
        // A file and a folder cannot both be there.
        var name = key.equals("a") ? "f" : key;
        world.put("exp/" + name, "old");
        versions.put(name, world.put("exp/" + name, "newer"));
        world.put("exp/gone " + name, "x");
        world.s3().deleteObject(r -> r.bucket(world.bucket()).key("exp/gone " + name)).join();
      }

      var listed =
          new Listing(
                  world.s3(),
                  DescriptionMode.STRICT,
                  new IgnoreFiles(new SmallObjects(world.s3()), PackagePolicies.NONE))
              .pages(
                  new SourceFolder(world.bucket(), "exp/"),
                  BadKeys.FAIL,
                  new Progress(),
                  known -> {})
              .mapConcat(page -> page)
              .runWith(Sink.seq(), kit.system())
              .toCompletableFuture()
              .join();

      assertThat(listed).hasSize(KEYS.size());
      assertThat(listed)
          .allSatisfy(
              object -> {
                var location = object.version().location();
                assertThat(location.key()).isEqualTo("exp/" + object.key());
                assertThat(location.versionId()).contains(versions.get(object.key().value()));
                assertThat(object.version().size()).isEqualTo(5);
                assertThat(object.version().etag()).isPresent();
              });
    } finally {
      kit.shutdownTestKit();
    }
  }
}
