package io.bindery.service.cluster;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import akka.pki.pem.PEMLoadingException;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;

/**
 * The certificate of a node, its key, and the certificate of the authority that signed those of all
 * nodes, as PEM. They are read again while the node runs, so they can be renewed in place. A wrong
 * file would show itself only when the first other node comes: so they are tried at the start.
 *
 * @param directory where they are
 */
record TlsFiles(Path directory) {
  private static final String KEY = "tls.directory";
  private static final String PATH = "bindery.cluster." + KEY;
  private static final String CERTIFICATE = "tls.crt";
  private static final String PRIVATE_KEY = "tls.key";
  private static final String AUTHORITY = "ca.crt";
  private static final byte[] PROOF = {1, 2, 3};

  /** Keys of this kind sign with this. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  /**
   * Those of {@code bindery.cluster.tls.directory}, if it is set.
   *
   * @throws SettingsException if one of them cannot be used
   */
  static Optional<TlsFiles> from(Settings cluster) {
    return cluster.optionalText(KEY).map(text -> new TlsFiles(directory(cluster, text)).tried());
  }

  private static Path directory(Settings cluster, String text) {
    try {
      var directory = Path.of(text).toAbsolutePath();
      if (Files.isDirectory(directory)) {
        return directory;
      }
    } catch (InvalidPathException e) {
      var refusal = cluster.notAllowed(KEY, "a directory");
      refusal.addSuppressed(e);
      throw refusal;
    }
    throw cluster.notAllowed(
        KEY, "a directory with %s, %s and %s".formatted(CERTIFICATE, PRIVATE_KEY, AUTHORITY));
  }

  /** The settings of Akka that read them. */
  Map<String, Object> akka() {
    var engine = "akka.remote.artery.ssl.rotating-keys-engine.";
    return Map.of(
        "akka.remote.artery.transport",
        "tls-tcp",
        "akka.remote.artery.ssl.ssl-engine-provider",
        "akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
        engine + "cert-file",
        file(CERTIFICATE).toString(),
        engine + "key-file",
        file(PRIVATE_KEY).toString(),
        engine + "ca-cert-file",
        file(AUTHORITY).toString());
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private TlsFiles tried() {
    var authority = certificate(AUTHORITY);
    var own = certificate(CERTIFICATE);
    var key = privateKey();
    try {
      own.checkValidity();
    } catch (GeneralSecurityException e) {
      throw unusable(
          CERTIFICATE,
          "is valid from %s to %s only"
              .formatted(own.getNotBefore().toInstant(), own.getNotAfter().toInstant()),
          e);
    }
    try {
      own.verify(authority.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw unusable(CERTIFICATE, "is not signed by the authority of " + AUTHORITY, e);
    }
    if (!belongs(key, own)) {
      throw unusable(PRIVATE_KEY, "is not the key of the certificate in " + CERTIFICATE, null);
    }
    return this;
  }

  private static boolean belongs(PrivateKey key, X509Certificate certificate) {
    try {
      var algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), "");
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROOF);
      byte[] signed = signature.sign();
      signature.initVerify(certificate);
      signature.update(PROOF);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private X509Certificate certificate(String name) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes(name)));
    } catch (GeneralSecurityException e) {
      throw unusable(name, "holds no certificate in PEM", e);
    }
  }

  private PrivateKey privateKey() {
    try {
      return DERPrivateKeyLoader.load(
          PEMDecoder.decode(new String(bytes(PRIVATE_KEY), StandardCharsets.US_ASCII)));
    } catch (PEMLoadingException | IllegalArgumentException e) {
      throw unusable(
          PRIVATE_KEY,
          "holds no private key in PEM, of PKCS#1 or PKCS#8 and without a password",
          e);
    }
  }

  private byte[] bytes(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException e) {
      throw unusable(name, "cannot be read", e);
    }
  }

  private SettingsException unusable(String name, String what, Exception cause) {
    var refusal =
        SettingsException.conflict(
            PATH,
            directory.toString(),
            "%s %s. The directory must hold %s, %s and %s."
                .formatted(file(name), what, CERTIFICATE, PRIVATE_KEY, AUTHORITY));
    if (cause != null) {
      refusal.addSuppressed(cause);
    }
    return refusal;
  }
}
