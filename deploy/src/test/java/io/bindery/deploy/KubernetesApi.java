package io.bindery.deploy;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A stand-in for the API of Kubernetes, on this machine and by TLS: it keeps the objects that it is
 * given, and answers lists, patches and watches of them. It asks for no rights.
 */
final class KubernetesApi implements AutoCloseable {
  static final String NAMESPACE = "bindery";

  private final KubernetesMockServer server;
  private final MockWebServer web = new MockWebServer();
  private final NamespacedKubernetesClient client;

  KubernetesApi() throws IOException {
    server =
        new KubernetesMockServer(new Context(), web, new HashMap<>(), new TypedAnswers(), true);
    server.init(InetAddress.getLoopbackAddress(), 0);
    client = server.createClient().inNamespace(NAMESPACE);
  }

  /** The API says of its answers what they are; the stand-in leaves it out. */
  private static final class TypedAnswers extends KubernetesCrudDispatcher {
    @Override
    public MockResponse dispatch(RecordedRequest request) {
      var answer = super.dispatch(request);
      if (answer.header("Content-Type") == null) {
        answer.addHeader("Content-Type", "application/json");
      }
      // The stand-in says "accepted" to a patch, the API says "OK".
      if (answer.code() == 202) {
        answer.setResponseCode(200);
      }
      return answer;
    }
  }

  int port() {
    return web.getPort();
  }

  /** What the kubelet puts into a container for its ServiceAccount. */
  Path serviceAccount(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("token"), "a-token");
    Files.writeString(directory.resolve("namespace"), NAMESPACE);
    Files.copy(
        Path.of(web.getSelfSignedCertificate().certificatePath()), directory.resolve("ca.crt"));
    return directory;
  }

  /** A ReplicaSet as a Deployment makes it. */
  void replicaSet(String name, int revision) {
    client
        .apps()
        .replicaSets()
        .resource(
            new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withUid("uid-" + name)
                .addToAnnotations("deployment.kubernetes.io/revision", Integer.toString(revision))
                .endMetadata()
                .build())
        .create();
  }

  /** A pod that runs: with the labels and ports of a Deployment, and an address. */
  void pod(String name, String replicaSet, Manifest deployment, String address) {
    var labels = new HashMap<String, String>();
    deployment
        .inner("spec/template/metadata/labels")
        .forEach((key, value) -> labels.put(key, String.valueOf(value)));
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(NAMESPACE)
            .withLabels(labels)
            .withCreationTimestamp(Instant.now().toString())
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion("apps/v1")
                    .withKind("ReplicaSet")
                    .withName(replicaSet)
                    .withUid("uid-" + replicaSet)
                    .withController(true)
                    .build())
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("bindery")
            .endContainer()
            .endSpec()
            .withNewStatus()
            .withPhase("Running")
            .withPodIP(address)
            .endStatus()
            .build();
    for (var port : Manifest.list(deployment.container(), "ports")) {
      pod =
          pod.edit()
              .editSpec()
              .editFirstContainer()
              .addNewPort()
              .withName(String.valueOf(port.get("name")))
              .withContainerPort((Integer) port.get("containerPort"))
              .endPort()
              .endContainer()
              .endSpec()
              .build();
    }
    client.pods().resource(pod).create();
  }

  /** As the controller does once a pod has ended. */
  void remove(String pod) {
    client.pods().withName(pod).delete();
  }

  /** What somebody wrote at a pod. */
  Optional<String> annotation(String pod, String name) {
    return Optional.ofNullable(client.pods().withName(pod).get())
        .map(found -> found.getMetadata().getAnnotations())
        .map((Map<String, String> annotations) -> annotations.get(name));
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
