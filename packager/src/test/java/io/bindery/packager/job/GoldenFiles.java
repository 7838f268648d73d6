package io.bindery.packager.job;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The files of the journal beside these tests, and the serializers that read them. Files are added,
 * never rewritten; with {@code -Dbindery.golden.write=DIR} the present form is written to a
 * directory.
 */
final class GoldenFiles implements AutoCloseable {
  final ActorTestKit kit;

  /**
   * @param name of the actor system
   */
  GoldenFiles(String name) {
    kit =
        ActorTestKit.create(
            name,
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  SerializerWithStringManifest serializerOf(Object object) {
    return (SerializerWithStringManifest)
        SerializationExtension.get(kit.system()).findSerializerFor(object);
  }

  /** As this version writes it. */
  byte[] bytes(Object object) {
    return SerializationExtension.get(kit.system()).serialize(object).get();
  }

  /** As the version wrote it that brought it. */
  byte[] golden(String name) throws IOException {
    try (var in = GoldenFiles.class.getResourceAsStream("golden/" + name + ".cbor")) {
      assertThat(in).as("golden file of %s", name).isNotNull();
      return in.readAllBytes();
    }
  }

  <T> T read(String name, Class<T> type) throws IOException {
    var serializer =
        (SerializerWithStringManifest) SerializationExtension.get(kit.system()).serializerFor(type);
    return type.cast(serializer.fromBinary(golden(name), ""));
  }

  void writeIfAsked(Map<String, ?> objects) throws IOException {
    for (var object : objects.entrySet()) {
      writeIfAsked(object.getKey(), object.getValue());
    }
  }

  void writeIfAsked(String name, Object object) throws IOException {
    var directory = System.getProperty("bindery.golden.write");
    if (directory != null) {
      Files.createDirectories(Path.of(directory));
      Files.write(Path.of(directory, name + ".cbor"), bytes(object));
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
