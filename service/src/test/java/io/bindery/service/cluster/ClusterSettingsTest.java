package io.bindery.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.settings.SettingsException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSettingsTest {
  private static Config with(String more) {
    return ConfigFactory.parseString(more).withFallback(ConfigFactory.load()).resolve();
  }

  @ParameterizedTest
  @ValueSource(strings = {"routr", "[router, routr]", "[]", "\"router;http\"", "ROUTER", "\"\""})
  void aRoleThatIsNoneStopsTheStart(String roles) {
    assertThatThrownBy(() -> NodeRole.from(with("bindery.roles = " + roles)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("bindery.roles")
        .hasMessageContaining("router, packager, exchange, http");
  }

  @Test
  void rolesAreAListOrATextWithCommas() {
    assertThat(NodeRole.from(with(""))).containsExactlyInAnyOrder(NodeRole.values());
    assertThat(NodeRole.from(with("bindery.roles = \"router, http,router\"")))
        .isEqualTo(EnumSet.of(NodeRole.ROUTER, NodeRole.HTTP));
    var config = with("bindery.roles = exchange");
    var own = NodeConfig.of(config, ClusterSettings.from(config), "7");
    assertThat(own.getStringList("akka.cluster.roles")).containsExactly("exchange");
    assertThat(own.getString("akka.cluster.app-version")).isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bindery.cluster.discovery = dns | bindery.cluster.discovery
          bindery { cluster.discovery = kubernetes-api } | bindery.management.port
          bindery { cluster { discovery = kubernetes-api, seed-nodes = "a:1" }, management.port = 8558 } | bindery.cluster.seed-nodes
          bindery { cluster { discovery = kubernetes-api, port = 0 }, management.port = 8558 } | bindery.cluster.port
          bindery.cluster.required-contact-points = 0 | bindery.cluster.required-contact-points
          bindery.cluster.stable-after = 1 s | bindery.cluster.stable-after
          bindery.cluster.removal-margin = 0 s | bindery.cluster.removal-margin
          bindery.cluster.service = "a b" | bindery.cluster.service
          bindery.cluster.app-version = latest | bindery.cluster.app-version
          bindery.cluster.tls.directory = "/nowhere/at/all" | bindery.cluster.tls.directory
          """)
  void whatCannotWorkIsRefusedWithItsPath(String setting, String path) {
    assertThatThrownBy(() -> ClusterSettings.from(with(setting)))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(path + " ");
  }

  @Test
  void aRoleThatIsNeededAndThatNobodyHasIsTold() {
    var needed = EnumSet.of(NodeRole.ROUTER, NodeRole.PACKAGER);
    assertThat(RolesLook.finding(needed, EnumSet.allOf(NodeRole.class)).words()).isEmpty();
    var finding = RolesLook.finding(needed, Set.of());
    assertThat(finding.words())
        .isEqualTo(
            "No node of the cluster has the role router, packager: no notice is read and no batch"
                + " is announced, no package is made.");
    assertThat(finding.wayOut()).contains("bindery.roles = [router, packager]");
  }
}
