package io.bindery.packager.crate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.quilt.json.JsonForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoCrateTest {
  private static String summary(String crate) {
    return JsonForm.FILE.toText(RoCrate.parse(crate.getBytes(UTF_8)).summary());
  }

  @Test
  void aWorkflowRunSaysWhoMadeIt() {
    assertThat(
            summary(
                """
                {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [
                  {"@id": "ro-crate-metadata.json", "@type": "CreativeWork",
                   "conformsTo": [{"@id": "https://w3id.org/ro/crate/1.1"}], "about": {"@id": "./"}},
                  {"@id": "./", "@type": "Dataset", "name": "Workflow run of nf-core/rnaseq",
                   "description": ["Reads", "ignored"],
                   "license": {"@id": "https://spdx.org/licenses/Apache-2.0"},
                   "conformsTo": [{"@id": "https://w3id.org/ro/wfrun/process/0.1"},
                                  {"@id": "https://w3id.org/ro/wfrun/provenance/0.1"}],
                   "author": [{"@id": "https://orcid.org/0000-0002-1825-0097"}, {"@id": "#lab"}],
                   "hasPart": [{"@id": "main.nf"}]},
                  {"@id": "https://orcid.org/0000-0002-1825-0097", "@type": "Person", "name": "J. Carberry"},
                  {"@id": "#lab", "@type": ["Organization"], "name": "The lab"},
                  {"@id": "#run", "@type": "CreateAction", "agent": {"@id": "#kim"}},
                  {"@id": "#nextflow", "@type": "SoftwareApplication", "name": "Nextflow"},
                  {"@id": "#step", "@type": "CreateAction", "agent": {"@id": "#nextflow"}},
                  {"@id": "#kim", "@type": "Person", "identifier": "https://orcid.org/0000-0001-5109-3700"}]}
                """))
        .isEqualTo(
            "{\"name\": \"Workflow run of nf-core/rnaseq\", \"description\": \"Reads\","
                + " \"license\": \"https://spdx.org/licenses/Apache-2.0\","
                + " \"profile\": [\"https://w3id.org/ro/wfrun/process/0.1\","
                + " \"https://w3id.org/ro/wfrun/provenance/0.1\"],"
                + " \"agents\": [{\"name\": \"J. Carberry\", \"orcid\": \"0000-0002-1825-0097\"},"
                + " {\"name\": \"The lab\"}, {\"orcid\": \"0000-0001-5109-3700\"}]}");
  }

  @Test
  void aCrateOfVersion10MaySayLittle() {
    assertThat(
            summary(
                """
                {"@graph": [{"@id": "ro-crate-metadata.jsonld", "about": {"@id": "./"}},
                            {"@id": "./", "@type": "Dataset", "license": "CC0"}]}
                """))
        .isEqualTo("{\"license\": \"CC0\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|line 1, column 2: ",
        "[]|it is not a JSON object",
        "{}|it has no list \"@graph\"",
        "{\"@graph\": [1]}|it has no entity 'ro-crate-metadata.json'",
        "{\"@graph\": [{\"@id\": \"a\"}, {\"@id\": \"a\", \"x\": 1}]}|\"@graph\" has the entity 'a' twice",
        "{\"@graph\": [{\"@id\": \"./\"}]}|it has no entity 'ro-crate-metadata.json'",
        "{\"@graph\": [{\"@id\": \"ro-crate-metadata.json\", \"about\": {\"@id\": \"./\"}}]}|it is \"about\" './', of which",
      })
  void aBrokenCrateSaysWhatIsWrong(String crate, String message) {
    assertThatThrownBy(() -> summary(crate))
        .isInstanceOf(NoCrateException.class)
        .hasMessageStartingWith(message);
  }
}
