package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/** The build runs the tests of every module, on the class path on which they were compiled. */
class ModulesTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  /** What a module has for its tests alone is handed on to nobody. */
  private static final String KEPT_BACK =
      "/project%s/dependencies/dependency[scope='test' or scope='provided'][not(type='pom')]"
          + "/artifactId";

  private static final String HERE =
      "/project/properties/*[name()='bindery.tests-here-skipped'][.='false']";

  @Test
  void eachModuleRunsItsTestsOrLetsThemRun() throws Exception {
    var apart = texts("checks/pom.xml", "/project/modules/module");
    for (var module : texts("pom.xml", "/project/modules/module")) {
      if (Files.isDirectory(HOME.resolve(module).resolve("src/test"))) {
        boolean here = !texts(module + "/pom.xml", HERE).isEmpty();
        assertThat(here).as(module).isNotEqualTo(apart.contains(module));
      }
    }
  }

  @Test
  void testsRunOnTheClassPathOfTheirModule() throws Exception {
    for (var module : texts("checks/pom.xml", "/project/modules/module")) {
      var there = "checks/" + module + "/pom.xml";
      assertThat(texts(there, "/project/properties/*[name()='bindery.tested']"))
          .containsExactly(module);
      for (var part : List.of("", "/profiles/profile")) {
        var keptBack = KEPT_BACK.formatted(part);
        assertThat(new TreeSet<>(texts(there, keptBack)))
            .as("what %s has for its tests alone must be in %s as well", module, there)
            .isEqualTo(new TreeSet<>(texts(module + "/pom.xml", keptBack)));
      }
    }
  }

  private static List<String> texts(String pom, String path) throws Exception {
    var factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    var document = factory.newDocumentBuilder().parse(HOME.resolve(pom).toFile());
    var found =
        (NodeList)
            XPathFactory.newDefaultInstance()
                .newXPath()
                .evaluate(path, document, XPathConstants.NODESET);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent().strip())
        .toList();
  }
}
