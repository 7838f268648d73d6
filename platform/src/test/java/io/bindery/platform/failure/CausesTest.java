package io.bindery.platform.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
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
}
