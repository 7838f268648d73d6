package io.bindery.localaws.postgres;

import io.bindery.localaws.state.PrivateDirectory;
import io.bindery.localaws.state.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The password of the server's only role, and the rule that every connection needs it. The password
 * is in a file that only this user can read. A cluster of an earlier build, which trusted every
 * user of the machine, is brought up to this before its server starts.
 */
final class Secret {
  static final String USER = "postgres";

  private static final int BYTES = 24;

  /** The password is random: to stretch it would add nothing but 10 ms to each connection. */
  private static final String ITERATIONS = "scram_iterations=1";

  private static final SecureRandom RANDOM = new SecureRandom();

  /** No line for replication: nobody replicates from this server. */
  private static final String RULES =
      """
      # Written by Bindery: every connection needs the password that is in the file "password" beside
      # the cluster's directory.
      local all all              scram-sha-256
      host  all all 127.0.0.1/32 scram-sha-256
      host  all all ::1/128      scram-sha-256
      """;

  private final Path file;

  Secret(Path directory) {
    this.file = directory.resolve("password");
  }

  Path file() {
    return file;
  }

  String password() throws IOException {
    return Files.readString(file).strip();
  }

  /** Makes a new password. */
  void renew() throws IOException {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    set(HexFormat.of().formatHex(random));
  }

  void set(String password) throws IOException {
    SecretFile.write(file, password + "\n");
  }

  /** Makes a cluster that asks for a new password. */
  void makeCluster(Path cluster, Programs programs, Path log) throws IOException {
    renew();
    programs.run(
        log,
        "initdb",
        "-D",
        cluster.toString(),
        "-U",
        USER,
        "-A",
        "scram-sha-256",
        "--pwfile=" + file,
        "-c",
        ITERATIONS,
        "-E",
        "UTF-8",
        "--locale=C.UTF-8");
    writeRules(cluster);
  }

  private static void writeRules(Path cluster) throws IOException {
    SecretFile.write(cluster.resolve("pg_hba.conf"), RULES);
  }

  /**
   * Sets the password and the rules of a cluster that has others. Its server does not run: a single
   * process that listens nowhere does it.
   */
  void enforce(Path cluster, Programs programs, Path log) throws IOException {
    boolean known = Files.exists(file) && PrivateDirectory.isSecret(file);
    if (known && Files.readString(cluster.resolve("pg_hba.conf")).equals(RULES)) {
      return;
    }
    renew();
    // The rules come last: stopped in between, the next start does it all again.
    programs.runWithInput(
        "ALTER ROLE %s PASSWORD '%s'\n".formatted(USER, password()),
        log,
        "postgres",
        "--single",
        "-D",
        cluster.toString(),
        "-c",
        ITERATIONS,
        "-c",
        "log_statement=none",
        "-c",
        "log_min_error_statement=panic",
        "postgres");
    writeRules(cluster);
  }
}
