package io.bindery.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encryption between nodes, with certificates that keytool makes. */
class TlsClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path work;
  private static Path ours;
  private static Path theirs;

  private final List<ActorSystem<Void>> nodes = new ArrayList<>();

  @BeforeAll
  static void make() throws Exception {
    ours = authority("ours");
    theirs = authority("theirs");
  }

  @AfterEach
  void stop() {
    nodes.forEach(ActorSystem::terminate);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                nodes.stream()
                    .allMatch(it -> it.getWhenTerminated().toCompletableFuture().isDone()));
  }

  /** A directory with the certificate of an authority, and one that it signed, with its key. */
  private static Path authority(String name) throws Exception {
    var directory = Files.createDirectory(work.resolve(name));
    var keytool = new Keytool(directory.resolve("store.p12"));
    keytool.pair("ca", "CN=ca " + name, "-ext", "bc:c");
    keytool.pair("node", "CN=bindery");
    keytool.signed("node", "ca", directory.resolve("tls.crt"));
    keytool.certificate("ca", directory.resolve("ca.crt"));
    keytool.key("node", directory.resolve("tls.key"));
    return directory;
  }

  private static Config config(String tls) {
    var config =
        ConfigFactory.parseString(
                """
                bindery.cluster.tls.directory = "%s"
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                akka {
                  cluster.jmx.multi-mbeans-in-same-jvm = on
                  coordinated-shutdown.run-by-jvm-shutdown-hook = off
                  coordinated-shutdown.run-by-actor-system-terminate = off
                }
                """
                    .formatted(tls))
            .withFallback(ConfigFactory.load())
            .resolve();
    return NodeConfig.of(config, ClusterSettings.from(config), "1.0.0");
  }

  private Cluster node(Path tls) {
    var system =
        ActorSystem.<Void>create(
            Behaviors.empty(), "bindery", config(tls == null ? "" : tls.toString()));
    nodes.add(system);
    return Cluster.get(system);
  }

  private static long up(Cluster cluster) {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.status() == MemberStatus.up())
        .count();
  }

  @Test
  void nodesOfOneAuthorityFormAClusterAndNobodyElseGetsIn() {
    var first = node(ours);
    first.manager().tell(Join.create(first.selfMember().address()));
    await().atMost(PATIENCE).until(() -> up(first) == 1);
    assertThat(first.selfMember().address().protocol()).isEqualTo("akka");

    var foreign = node(theirs);
    var open = node(null);
    foreign.manager().tell(Join.create(first.selfMember().address()));
    open.manager().tell(Join.create(first.selfMember().address()));
    var second = node(ours);
    second.manager().tell(Join.create(first.selfMember().address()));
    // The others began before it, and had as long.
    await().atMost(PATIENCE).until(() -> up(second) == 2);
    var third = node(ours);
    third.manager().tell(Join.create(first.selfMember().address()));
    await().atMost(PATIENCE).until(() -> up(first) == 3 && up(third) == 3);
    assertThat(up(foreign)).isZero();
    assertThat(up(open)).isZero();
    assertThat(first.state().getMembers()).hasSize(3);
  }

  @Test
  void wrongFilesStopTheStartWithTheSettingAndTheFile() throws IOException {
    assertRefused(directory("no-key", "tls.crt", "ca.crt"), "tls.key cannot be read");
    var notPem = directory("not-pem", "tls.crt", "tls.key", "ca.crt");
    Files.writeString(notPem.resolve("ca.crt"), "nothing");
    assertRefused(notPem, "ca.crt holds no certificate in PEM");
    var foreignAuthority = directory("foreign-ca", "tls.crt", "tls.key");
    Files.copy(theirs.resolve("ca.crt"), foreignAuthority.resolve("ca.crt"));
    assertRefused(foreignAuthority, "tls.crt is not signed by the authority of ca.crt");
    var foreignKey = directory("foreign-key", "tls.crt", "ca.crt");
    Files.copy(theirs.resolve("tls.key"), foreignKey.resolve("tls.key"));
    assertRefused(foreignKey, "tls.key is not the key of the certificate in tls.crt");
    var noKey = directory("bad-key", "tls.crt", "ca.crt");
    Files.writeString(noKey.resolve("tls.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END");
    assertRefused(noKey, "tls.key holds no private key in PEM");
  }

  private static Path directory(String name, String... files) throws IOException {
    var directory = Files.createDirectory(work.resolve(name));
    for (var file : files) {
      Files.copy(ours.resolve(file), directory.resolve(file));
    }
    return directory;
  }

  private static void assertRefused(Path directory, String words) {
    assertThatThrownBy(() -> config(directory.toString()))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("bindery.cluster.tls.directory = ")
        .hasMessageContaining(words);
  }
}
