package io.bindery.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates for tests, as the JDK's own tool makes them. */
final class Keytool {
  static final String PASSWORD = "changeit";

  private final Path store;

  Keytool(Path store) {
    this.store = store;
  }

  void pair(String alias, String name, String... more) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-dname", name, "-keyalg", "RSA", "-keysize"));
    command.addAll(List.of("2048", "-validity", "30"));
    command.addAll(List.of(more));
    run(command.toArray(String[]::new));
  }

  /** The certificate of one, signed by another. */
  void signed(String alias, String by, Path file) throws IOException, InterruptedException {
    var request = file.resolveSibling(alias + ".csr").toString();
    run("-certreq", "-alias", alias, "-file", request);
    run(
        "-gencert",
        "-alias",
        by,
        "-infile",
        request,
        "-outfile",
        file.toString(),
        "-ext",
        "san=dns:bindery",
        "-rfc");
  }

  void certificate(String alias, Path file) throws IOException, InterruptedException {
    run("-exportcert", "-alias", alias, "-file", file.toString(), "-rfc");
  }

  void key(String alias, Path file) throws IOException, GeneralSecurityException {
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(
                Base64.getMimeEncoder()
                    .encodeToString(keys().getKey(alias, PASSWORD.toCharArray()).getEncoded())));
  }

  KeyStore keys() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
