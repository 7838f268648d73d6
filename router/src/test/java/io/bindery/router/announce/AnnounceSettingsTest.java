package io.bindery.router.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.protocol.announcement.Announcement;
import io.bindery.protocol.description.PackageDescription;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceSettingsTest {
  private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:news";

  @Test
  void byDefaultTheBusIsToldWithAllFacts() {
    var settings = settings("");
    assertThat(settings.targets()).containsExactly(Target.EVENT_BUS);
    assertThat(settings.detail(announcement("run/1/"))).contains("\"batch_id\":\"id-1\"");
  }

  @Test
  void eachTargetThatIsSetIsTold() {
    var settings =
        settings("topic-arn = \"%s\", packager-queue-url = \"https://q/1\"".formatted(TOPIC));
    assertThat(settings.targets())
        .containsExactly(Target.EVENT_BUS, Target.TOPIC, Target.PACKAGER_QUEUE);
    assertThat(settings("bus = \"\", topic-arn = \"%s\"".formatted(TOPIC)).targets())
        .containsExactly(Target.TOPIC);
  }

  @Test
  void inShadowModeOnlyTheShadowBusIsTold() {
    var settings =
        settings("mode = shadow, shadow-bus = test, topic-arn = \"%s\"".formatted(TOPIC));
    assertThat(settings.targets()).containsExactly(Target.SHADOW_BUS);
  }

  @Test
  void aStrictDetailIsWhatEventDrivenPackagingWrites() {
    assertThat(settings("strict-detail = on").detail(announcement("run/1/")))
        .isEqualTo("{\"version\":\"0.1\",\"bucket\":\"lab-data\",\"prefix\":\"run/1/\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bus = \"\"                                 | announce.bus = : batches would be announced"
            + " to nobody",
        "mode = shadow                              | announce.shadow-bus = : mode is shadow: name"
            + " the bus",
        "mode = shadow, bus = b, shadow-bus = b     | it must be another bus than bus",
        "mode = loud                                | live, shadow",
        "topic-arn = \"news\"                       | an ARN such as",
        "packager-queue-url = \"news\"              | an address such as",
      })
  void refuses(String section, String message) {
    assertThatThrownBy(() -> settings(section))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run/1/",
        "a b/100%/",
        "what?/a#b/",
        "%41/%/",
        "a+b=c&d/\"quoted\"\\back/",
        "Zoë/日本/😀/",
        "/leading//double/",
        "../dots/./"
      })
  void aDescriptionNamesTheFolderWhateverIsInItsName(String prefix) {
    var description =
        PackageDescription.parse(PackagerQueueAnnouncer.description(announcement(prefix)));
    assertThat(description.folder().bucket()).isEqualTo("lab-data");
    assertThat(description.folder().prefix()).isEqualTo(prefix);
    assertThat(description.batchId()).contains("id-1");
    assertThat(PackageDescription.parse(description.toJson()))
        .isEqualTo(PackageDescription.of(description.folder()));
  }

  private static Announcement announcement(String prefix) {
    var facts =
        new Announcement.Facts("id-1", 1, 2, "count", Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
    return new Announcement("lab-data", prefix, Optional.of(facts));
  }

  private static AnnounceSettings settings(String section) {
    var config =
        ConfigFactory.parseString("bindery.router.announce { %s }".formatted(section))
            .withFallback(ConfigFactory.parseResourcesAnySyntax("application"))
            .resolve();
    return AnnounceSettings.from(Settings.at(config, "bindery.router.announce"));
  }
}
