package io.bindery.service.http.openapi;

import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML as OpenAPI has it: what JSON has too, so that {@code off} and a time are texts. */
final class YamlText {
  private static final int WIDTH = 120;

  private YamlText() {}

  /** A map in the order of the text. */
  static Map<String, Object> read(String text) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(
            new SafeConstructor(options),
            new Representer(new DumperOptions()),
            new DumperOptions(),
            options,
            new CoreResolver())
        .load(text);
  }

  /** What readers of any version of YAML take for the same. */
  static String write(Map<String, Object> map) {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(WIDTH);
    options.setSplitLines(false);
    options.setDereferenceAliases(true);
    return new Yaml(options).dump(map);
  }

  /** The scalars of YAML's core schema. */
  private static final class CoreResolver extends Resolver {
    private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9][0-9]*)");
    private static final Pattern NUMBER =
        Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");
    private static final Pattern FLAG = Pattern.compile("true|false");
    private static final Pattern NOTHING = Pattern.compile("null|~|");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, FLAG, "tf");
      addImplicitResolver(Tag.INT, WHOLE, "-0123456789");
      addImplicitResolver(Tag.FLOAT, NUMBER, "-0123456789");
      addImplicitResolver(Tag.NULL, NOTHING, "n~\0");
    }
  }
}
