package io.bindery.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.deploy.Traffic.Peer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the NetworkPolicies leave open, for each kind of node, and what they do not. */
class TrafficTest {
  private static final Map<String, Object> METRICS = Map.of("bindery.io/metrics", "allowed");
  private static final Map<String, Object> CALLERS = Map.of("bindery.io/api", "allowed");
  private static final Map<String, Object> SYSTEM =
      Map.of("kubernetes.io/metadata.name", "kube-system");
  private static final Map<String, Object> ELSEWHERE =
      Map.of("kubernetes.io/metadata.name", "elsewhere");

  @Test
  void nodesReachOneAnotherAwsTheDatabaseAndTheirCredentials() {
    var eks = Rendered.overlay("eks");
    var traffic = new Traffic(eks.of("NetworkPolicy"));
    for (var node : eks.nodes()) {
      var pod = node.inner("spec/template/metadata/labels");
      for (var other : eks.nodes()) {
        var peer = Peer.beside(other.inner("spec/template/metadata/labels"));
        for (int port : List.of(25520, 8558)) {
          assertThat(traffic.out(pod, peer, port, "TCP")).isTrue();
          assertThat(traffic.in(pod, peer, port)).isTrue();
        }
      }
      // EKS Pod Identity by both addresses, IMDS, S3, a database in the VPC, and names.
      assertThat(traffic.out(pod, Peer.at("169.254.170.23"), 80, "TCP")).isTrue();
      assertThat(traffic.out(pod, Peer.at("fd00:ec2::23"), 80, "TCP")).isTrue();
      assertThat(traffic.out(pod, Peer.at("169.254.169.254"), 80, "TCP")).isTrue();
      assertThat(traffic.out(pod, Peer.at("52.216.1.1"), 443, "TCP")).isTrue();
      assertThat(traffic.out(pod, Peer.at("10.0.12.7"), 443, "TCP")).isTrue();
      assertThat(traffic.out(pod, Peer.at("10.0.12.7"), 5432, "TCP")).isTrue();
      assertThat(traffic.out(pod, Peer.in(SYSTEM), 53, "UDP")).isTrue();
      assertThat(traffic.out(pod, Peer.in(SYSTEM), 53, "TCP")).isTrue();
      assertThat(traffic.out(pod, Peer.at("169.254.20.10"), 53, "UDP")).isTrue();
      assertThat(traffic.in(pod, Peer.in(METRICS), 8558)).isTrue();
    }
  }

  @Test
  void nobodyElseReachesTheCluster() {
    var eks = Rendered.overlay("eks");
    var traffic = new Traffic(eks.of("NetworkPolicy"));
    var strangers =
        List.of(
            Peer.beside(Map.of("app", "other")),
            Peer.in(ELSEWHERE),
            Peer.in(CALLERS),
            Peer.at("10.0.12.7"),
            Peer.at("203.0.113.5"));
    for (var node : eks.nodes()) {
      var pod = node.inner("spec/template/metadata/labels");
      for (var stranger : strangers) {
        assertThat(traffic.in(pod, stranger, 25520)).as("remoting of " + node).isFalse();
        assertThat(traffic.in(pod, stranger, 8558)).as("management of " + node).isFalse();
      }
      assertThat(traffic.in(pod, Peer.in(METRICS), 25520)).isFalse();
      assertThat(traffic.in(pod, Peer.in(METRICS), 8080)).isFalse();
      boolean api = node.name().equals("bindery-http");
      assertThat(traffic.in(pod, Peer.in(CALLERS), 8080)).as("API of " + node).isEqualTo(api);
      assertThat(traffic.in(pod, Peer.in(ELSEWHERE), 8080)).isFalse();
      // Nothing leaves by another way.
      assertThat(traffic.out(pod, Peer.at("203.0.113.5"), 80, "TCP")).isFalse();
      assertThat(traffic.out(pod, Peer.at("203.0.113.5"), 5432, "TCP")).isFalse();
      assertThat(traffic.out(pod, Peer.at("10.0.12.7"), 22, "TCP")).isFalse();
      assertThat(traffic.out(pod, Peer.at("169.254.169.254"), 443, "TCP")).isFalse();
      assertThat(traffic.out(pod, Peer.in(ELSEWHERE), 25520, "TCP")).isFalse();
      assertThat(traffic.out(pod, Peer.at("8.8.8.8"), 53, "UDP")).isFalse();
    }
  }

  @Test
  void onALaptopTheStandInAndTheApiOfKubernetesAreReachedToo() {
    var laptop = Rendered.overlay("laptop");
    var traffic = new Traffic(laptop.of("NetworkPolicy"));
    var pod = laptop.nodes().get(0).inner("spec/template/metadata/labels");
    assertThat(traffic.out(pod, Peer.at("172.18.0.1"), 4566, "TCP")).isTrue();
    assertThat(traffic.out(pod, Peer.at("172.18.0.2"), 6443, "TCP")).isTrue();
    assertThat(traffic.in(pod, Peer.in(ELSEWHERE), 25520)).isFalse();
  }
}
