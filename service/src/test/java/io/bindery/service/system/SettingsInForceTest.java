package io.bindery.service.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.typesafe.config.ConfigFactory;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsInForceTest {
  @TempDir private Path directory;

  @Test
  void eachSaysWhereItWasSet() throws IOException {
    var file =
        Files.writeString(directory.resolve("own.conf"), "\nbindery.router.bucket-names = lab");
    var config =
        ConfigLoader.load(
            Optional.of(file),
            ConfigFactory.parseString("bindery.http.port = 0"),
            Map.of("BINDERY_DATABASE_HOST", "db.example.org"));
    var settings = SettingsInForce.of(config);

    assertThat(settings.get("bindery.router.bucket-names"))
        .isEqualTo(new SettingsInForce.Setting("lab", true, Optional.of(file + ", line 2")));
    assertThat(settings.get("bindery.database.host"))
        .isEqualTo(
            new SettingsInForce.Setting("db.example.org", true, Optional.of("the environment")));
    assertThat(settings.get("bindery.http.port").set()).isTrue();
    assertThat(settings.get("bindery.http.host"))
        .isEqualTo(new SettingsInForce.Setting("127.0.0.1", false, Optional.empty()));
    assertThat(settings).hasSizeGreaterThan(150);
  }

  /** Whatever is called like a secret, also one that comes with a later version. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bindery.database.password",
        "bindery.http.token-sha256",
        "bindery.packager.lineage.http.token",
        "bindery.later.client-secret",
        "bindery.later.api-key",
        "bindery.later.credentials",
        "bindery.later.tokens",
        "bindery.later.token-sha256"
      })
  void noSecretIsShown(String path) throws IOException {
    for (var value : new String[] {"hunter2", "[hunter2]", "[{ name = ci, token = hunter2 }]"}) {
      var config =
          ConfigFactory.parseString(path + " = " + value)
              .withFallback(ConfigFactory.parseResources("application.conf"))
              .resolve();
      var text =
          new JsonMapper()
              .registerModule(new Jdk8Module())
              .writeValueAsString(SettingsInForce.of(config));
      assertThat(text).contains("(not shown)").doesNotContain("hunter2");
    }
  }

  @Test
  void aPasswordInAnAddressIsNotShown() {
    var config =
        ConfigFactory.parseString("bindery.aws.endpoint = \"http://ada:hunter2@127.0.0.1:4566/x\"");
    assertThat(SettingsInForce.of(config).get("bindery.aws.endpoint").value())
        .isEqualTo("http://127.0.0.1:4566/x");
  }
}
