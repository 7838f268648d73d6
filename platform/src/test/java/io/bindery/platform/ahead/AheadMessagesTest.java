package io.bindery.platform.ahead;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.ahead.RecordedObjects.RecordedObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AheadMessagesTest {
  private static ActorTestKit kit;

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString(
                """
                akka.actor {
                  provider = local
                  allow-java-serialization = off
                  serialization-bindings {
                    "io.bindery.platform.serialization.CborSerializable" = jackson-cbor
                  }
                }
                """));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void theyCrossNodes() {
    var wire = new SerializationTestKit(kit.system());
    wire.verifySerialization(
        new RecordedObjects(
            "lab-data",
            "runs/7/",
            List.of(
                new RecordedObject("runs/7/größe.bin", Optional.of("v-0000001"), "e", 1L << 40),
                new RecordedObject("runs/7/b", Optional.empty(), "e", 0))),
        true);
    wire.verifySerialization(new PackagedFolder("lab-data", ""), true);
  }
}
