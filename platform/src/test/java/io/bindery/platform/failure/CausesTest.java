package io.bindery.platform.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class CausesTest {
  @Test
  void aTextHasNoNameOfAClass() {
    assertThat(Causes.text(new CompletionException(new IOException("No space left on device"))))
        .isEqualTo("No space left on device");
    assertThat(
            Causes.text(
                new IOException(
                    "java.util.concurrent.CompletionException: java.net.ConnectException: Connection"
                        + " refused")))
        .isEqualTo("Connection refused");
    assertThat(Causes.text(new SocketTimeoutException())).isEqualTo("socket timeout");
    assertThat(Causes.text(new ConnectException("to s3.example:443: refused")))
        .isEqualTo("to s3.example:443: refused");
  }

  @Test
  void anErrorOfAFileSaysWhatItIs() {
    assertThat(Causes.text(new NoSuchFileException("data/x"))).isEqualTo("data/x: no such file");
  }

  @Test
  void aNameWithinTheTextGoesAsWell() {
    assertThat(
            Causes.text(
                new IOException(
                    "Unable to execute HTTP request: java.net.UnknownHostException: s3.example")))
        .isEqualTo("Unable to execute HTTP request: s3.example");
  }

  @Test
  void whatCannotBeLoadedIsToldWithoutItsClass() {
    for (var failure :
        List.of(
            new NoClassDefFoundError("Could not initialize class io.bindery.packager.Some"),
            new UnsatisfiedLinkError("'long software.amazon.awssdk.crt.CRT.awsInit()'"),
            new ExceptionInInitializerError(new IllegalStateException("x")))) {
      assertThat(Causes.text(new CompletionException(failure)))
          .startsWith("a part of Bindery or a native library cannot be loaded on this machine: ");
    }
  }
}
