package io.bindery.quilt.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Which plain scalars are no texts: YAML 1.1 as PyYAML has it. SnakeYAML's own rules differ in
 * numbers. So {@code 1e5} and {@code 61e9540} are texts, because a number needs a dot and the sign
 * of its exponent.
 */
public final class PyYamlResolver extends Resolver {
  private static final Pattern INT =
      Pattern.compile("[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
              + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

  /** Numbers to the base of 60. */
  private static final Pattern INT_60 = Pattern.compile("[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");

  private static final Pattern FLOAT_60 =
      Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*");
  private static final Pattern DATE =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)[0-9]{1,2}"
              + ":[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?");

  private PyYamlResolver() {}

  /** All of PyYAML's rules. */
  public static Resolver whole() {
    var resolver = new PyYamlResolver();
    resolver.addImplicitResolver(Tag.FLOAT, FLOAT_60, "-+0123456789");
    resolver.addImplicitResolver(Tag.INT, INT_60, "-+0123456789");
    resolver.addImplicitResolver(Tag.TIMESTAMP, DATE, "0123456789");
    return resolver;
  }

  /**
   * The same, but dates, and numbers to the base of 60, stay the texts that they are written as:
   * whoever writes {@code 12:30} into metadata means no 750.
   */
  public static Resolver plain() {
    return new PyYamlResolver();
  }

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(
        Tag.BOOL,
        Pattern.compile(
            "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF"),
        "yYnNtTfFoO");
    addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
    addImplicitResolver(Tag.INT, INT, "-+0123456789");
    addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
    addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL"), "~nN\0");
    addImplicitResolver(Tag.NULL, EMPTY, null);
  }
}
