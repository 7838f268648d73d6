package io.bindery.service.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.bindery.platform.failure.Causes;
import io.bindery.protocol.text.SafeText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a pod asks Kubernetes of itself, as its service account. Where that is mounted, Akka's
 * discovery is told as well. Each answer is bounded in size and time; the token is read for each
 * request, for Kubernetes renews it.
 */
final class KubernetesApi {
  private static final String SECTION = "akka.discovery.kubernetes-api";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST_ANSWER = 4 << 20;
  private static final int LONGEST_WORDS = 200;
  private static final int OK = 200;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client;
  private final URI base;
  private final Path token;
  private final String namespace;
  private final String pod;

  private KubernetesApi(HttpClient client, URI base, Path token, String namespace, String pod) {
    this.client = client;
    this.base = base;
    this.token = token;
    this.namespace = namespace;
    this.pod = pod;
  }

  /**
   * That of the pod in which this process runs.
   *
   * @throws KubernetesException if this is no pod, or it has no service account
   */
  static KubernetesApi of(Config config, Map<String, String> environment) {
    var section = config.getConfig(SECTION);
    var host = needed(environment, section.getString("api-service-host-env-name"));
    var port = needed(environment, section.getString("api-service-port-env-name"));
    var pod =
        Optional.ofNullable(environment.get("POD_NAME"))
            .orElseGet(() -> needed(environment, "HOSTNAME"));
    try {
      var namespace =
          Optional.ofNullable(environment.get("POD_NAMESPACE"))
              .orElse(Files.readString(Path.of(section.getString("pod-namespace-path"))).strip());
      return new KubernetesApi(
          client(Path.of(section.getString("api-ca-path"))),
          URI.create("https://%s:%s".formatted(host.contains(":") ? "[" + host + "]" : host, port)),
          Path.of(section.getString("api-token-path")),
          namespace,
          pod);
    } catch (IOException | GeneralSecurityException e) {
      throw new KubernetesException(
          "The service account of this pod cannot be used: " + Causes.text(e), true, e);
    }
  }

  private static String needed(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .orElseThrow(
            () ->
                new KubernetesException(
                    "This is no pod of Kubernetes: the environment has no %s.".formatted(name),
                    true,
                    null));
  }

  private static HttpClient client(Path authority) throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    int count = 0;
    for (var certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(authority)))) {
      trusted.setCertificateEntry("ca-" + count++, certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .version(Version.HTTP_1_1)
        .followRedirects(Redirect.NEVER)
        .connectTimeout(PATIENCE)
        .sslContext(context)
        .build();
  }

  /** The name of this pod. */
  String pod() {
    return pod;
  }

  /**
   * The revision of the Deployment that made this pod, which grows with each change of it, also
   * with a change back; nothing if no Deployment made it. Fails with {@link KubernetesException}.
   */
  CompletionStage<Optional<String>> revision() {
    return get("/api/v1/namespaces/%s/pods/%s".formatted(namespace, pod))
        .thenCompose(
            own -> {
              for (var owner : own.at("/metadata/ownerReferences")) {
                if (owner.path("kind").asText().equals("ReplicaSet")) {
                  return get("/apis/apps/v1/namespaces/%s/replicasets/%s"
                          .formatted(namespace, owner.path("name").asText()))
                      .thenApply(
                          set ->
                              Optional.of(
                                      set.at("/metadata/annotations")
                                          .path("deployment.kubernetes.io/revision")
                                          .asText())
                                  .filter(text -> !text.isEmpty()));
                }
              }
              return CompletableFuture.completedFuture(Optional.empty());
            });
  }

  /**
   * Says how much it costs to delete this pod: where there are too many, Kubernetes deletes the
   * cheapest. Fails with {@link KubernetesException}.
   */
  CompletionStage<Void> deletionCost(int cost) {
    return asked(
            HttpRequest.newBuilder(
                    base.resolve("/api/v1/namespaces/%s/pods/%s".formatted(namespace, pod)))
                .header("Content-Type", "application/merge-patch+json")
                .method(
                    "PATCH",
                    BodyPublishers.ofString(
                        "{\"metadata\":{\"annotations\":{\"controller.kubernetes.io/pod-deletion-cost\":\"%d\"}}}"
                            .formatted(cost))))
        .thenApply(patched -> null);
  }

  private CompletionStage<JsonNode> get(String path) {
    return asked(HttpRequest.newBuilder(base.resolve(path)).GET());
  }

  private CompletionStage<JsonNode> asked(HttpRequest.Builder request) {
    try {
      request
          .timeout(PATIENCE)
          .header("Accept", "application/json")
          .header("Authorization", "Bearer " + Files.readString(token).strip());
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new KubernetesException(
              "The token of the service account cannot be read: " + Causes.text(e), false, e));
    }
    var answer = client.sendAsync(request.build(), BodyHandlers.ofInputStream());
    return answer
        .thenApplyAsync(KubernetesApi::bounded)
        .orTimeout(PATIENCE.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((done, failure) -> answer.cancel(true))
        .thenApply(this::judged)
        .exceptionallyCompose(
            failure -> {
              var cause = Causes.of(failure);
              return CompletableFuture.failedFuture(
                  cause instanceof KubernetesException
                      ? cause
                      : new KubernetesException(
                          "Kubernetes cannot be reached: " + Causes.text(cause), false, cause));
            });
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Answer(int status, byte[] body) {}

  private static Answer bounded(HttpResponse<InputStream> response) {
    try (var body = response.body()) {
      return new Answer(response.statusCode(), body.readNBytes(LARGEST_ANSWER));
    } catch (IOException e) {
      throw new KubernetesException(
          "The answer of Kubernetes breaks off: " + Causes.text(e), false, e);
    }
  }

  private JsonNode judged(Answer answer) {
    try {
      var body = json.readTree(answer.body());
      if (answer.status() == OK && body.isObject()) {
        return body;
      }
      throw refused(answer, body.path("message").asText());
    } catch (JsonProcessingException e) {
      throw refused(answer, new String(answer.body(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw refused(answer, "");
    }
  }

  /** A right that is missing, or a pod that is not there: the same request fails again. */
  private static KubernetesException refused(Answer answer, String words) {
    var line = SafeText.line(words);
    return new KubernetesException(
        "Kubernetes answers %d: %s"
            .formatted(
                answer.status(),
                line.length() <= LONGEST_WORDS ? line : line.substring(0, LONGEST_WORDS) + "..."),
        answer.status() == 403 || answer.status() == 404,
        null);
  }
}
