package io.bindery.deploy.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A CloudFormation template as it is written: {@code !Sub x} is {@code {"Fn::Sub": "x"}}. */
record Template(Map<String, Object> tree) {
  /** The folder {@code deploy} of the project. */
  static final Path FOLDER = Path.of("..", "deploy").toAbsolutePath().normalize();

  static final Path FILE = FOLDER.resolve("aws/bindery.yaml");

  /** The one that is shipped. */
  static Template shipped() {
    try {
      return parse(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Template parse(String yaml) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Template(new Yaml(new Tags(options)).load(yaml));
  }

  Map<String, Object> parameters() {
    return section("Parameters");
  }

  Map<String, Object> resources() {
    return section("Resources");
  }

  Map<String, Object> conditions() {
    return section("Conditions");
  }

  Map<String, Object> outputs() {
    return section("Outputs");
  }

  Map<String, Object> section(String name) {
    return map(tree.get(name));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  /** Reads the short forms of functions. */
  private static final class Tags extends SafeConstructor {
    private static final String GET_ATT = "GetAtt";

    Tags(LoaderOptions options) {
      super(options);
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              return function(node);
            }
          });
    }

    private Map<String, Object> function(Node node) {
      var name = node.getTag().getValue().substring(1);
      Object argument;
      if (node instanceof ScalarNode scalar) {
        argument =
            name.equals(GET_ATT)
                ? Arrays.asList((Object[]) scalar.getValue().split("\\.", 2))
                : scalar.getValue();
      } else if (node instanceof SequenceNode sequence) {
        argument = constructSequence(sequence);
      } else {
        argument = constructMapping((MappingNode) node);
      }
      return Map.of(
          name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name, argument);
    }
  }
}
