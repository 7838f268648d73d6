package io.bindery.deploy.aws;

import static io.bindery.deploy.aws.Template.list;
import static io.bindery.deploy.aws.Template.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What CloudFormation would make of a template and these parameters. A name that nothing has, or
 * that only something has whose condition does not hold, is an error, as it is there.
 */
final class Stack {
  static final String NAME = "bindery";
  static final String REGION = "us-east-1";
  static final String ACCOUNT = "111122223333";

  /** Such as {@code ${Name}}, {@code ${Name.Attribute}} and {@code ${AWS::Region}}. */
  private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z0-9:.]+)}");

  private static final Object NO_VALUE = new Object();

  private final Template template;
  private final Map<String, Object> parameters = new TreeMap<>();

  /**
   * @param given by their names; those with a default may be left out
   */
  Stack(Template template, Map<String, String> given) {
    this.template = template;
    for (var parameter : template.parameters().entrySet()) {
      var name = parameter.getKey();
      var declared = map(parameter.getValue());
      var text = given.containsKey(name) ? given.get(name) : declared.get("Default");
      if (text == null) {
        throw new IllegalArgumentException("parameter %s must be given".formatted(name));
      }
      check(name, declared, text.toString());
      parameters.put(name, isList(declared) ? commas(text.toString()) : text.toString());
    }
    for (var name : given.keySet()) {
      if (!parameters.containsKey(name)) {
        throw new IllegalArgumentException("there is no parameter " + name);
      }
    }
  }

  private static boolean isList(Map<String, Object> declared) {
    var type = declared.get("Type").toString();
    return type.equals("CommaDelimitedList") || type.startsWith("List<");
  }

  private static List<Object> commas(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toList());
  }

  private static void check(String name, Map<String, Object> declared, String text) {
    var values = declared.get("AllowedValues");
    var pattern = declared.get("AllowedPattern");
    boolean wrong =
        (values != null && !list(values).contains(text))
            || (pattern != null && !Pattern.matches(pattern.toString(), text))
            || (declared.get("Type").equals("Number")
                && (isBelow(text, declared.get("MinValue"))
                    || isBelow(Objects.toString(declared.get("MaxValue"), text), text)));
    if (wrong) {
      throw new IllegalArgumentException("parameter %s may not be '%s'".formatted(name, text));
    }
  }

  private static boolean isBelow(String text, Object least) {
    return least != null && Double.parseDouble(text) < Double.parseDouble(least.toString());
  }

  /** The resources that are made, with their types and properties. */
  Map<String, Map<String, Object>> resources() {
    var made = new LinkedHashMap<String, Map<String, Object>>();
    template
        .resources()
        .forEach(
            (name, resource) -> {
              if (isMade(map(resource))) {
                made.put(name, map(value(resource)));
              }
            });
    return made;
  }

  /** Properties of one of them. */
  Map<String, Object> properties(String name) {
    var resource = resources().get(name);
    if (resource == null) {
      throw new IllegalArgumentException(name + " is not made");
    }
    return map(resource.get("Properties"));
  }

  /** The outputs that there are. */
  Map<String, String> outputs() {
    var values = new LinkedHashMap<String, String>();
    template
        .outputs()
        .forEach(
            (name, output) -> {
              if (isMade(map(output))) {
                values.put(name, value(map(output).get("Value")).toString());
              }
            });
    return values;
  }

  private boolean isMade(Map<String, Object> resourceOrOutput) {
    var condition = resourceOrOutput.get("Condition");
    return condition == null || holds(condition.toString());
  }

  boolean holds(String condition) {
    var rule = template.conditions().get(condition);
    if (rule == null) {
      throw new IllegalStateException("there is no condition " + condition);
    }
    return (Boolean) value(rule);
  }

  private Object value(Object node) {
    if (node instanceof Map<?, ?> mapping) {
      return mapping.size() == 1 && isFunction(mapping.keySet().iterator().next().toString())
          ? function(
              mapping.keySet().iterator().next().toString(), mapping.values().iterator().next())
          : each(map(node));
    }
    if (node instanceof List<?> sequence) {
      return sequence.stream()
          .map(this::value)
          .filter(it -> it != NO_VALUE)
          .collect(Collectors.toCollection(ArrayList::new));
    }
    return node;
  }

  private Map<String, Object> each(Map<String, Object> mapping) {
    var values = new LinkedHashMap<String, Object>();
    mapping.forEach(
        (key, it) -> {
          var value = value(it);
          if (value != NO_VALUE) {
            values.put(key, value);
          }
        });
    return values;
  }

  private static boolean isFunction(String key) {
    return key.equals("Ref") || key.equals("Condition") || key.startsWith("Fn::");
  }

  private Object function(String name, Object argument) {
    // A condition of a policy's statement is a mapping, and no name of ours.
    if (name.equals("Condition")) {
      return argument instanceof String text
          ? (Object) holds(text)
          : Map.of("Condition", value(argument));
    }
    return switch (name) {
      case "Ref" -> ref(argument.toString());
      case "Fn::GetAtt" ->
          attribute(list(argument).get(0).toString(), list(argument).get(1).toString());
      case "Fn::Sub" -> sub(argument.toString());
      case "Fn::If" -> value(list(argument).get(holds(list(argument).get(0).toString()) ? 1 : 2));
      case "Fn::Equals" -> value(list(argument).get(0)).equals(text(list(argument).get(1)));
      case "Fn::Not" -> !(Boolean) value(list(argument).get(0));
      case "Fn::And" -> list(argument).stream().allMatch(it -> (Boolean) value(it));
      case "Fn::Or" -> list(argument).stream().anyMatch(it -> (Boolean) value(it));
      case "Fn::Join" ->
          list(value(list(argument).get(1))).stream()
              .map(Object::toString)
              .collect(Collectors.joining(list(argument).get(0).toString()));
      case "Fn::Select" ->
          list(value(list(argument).get(1)))
              .get(Integer.parseInt(list(argument).get(0).toString()));
      case "Fn::Split" ->
          new ArrayList<Object>(
              List.of(
                  value(list(argument).get(1))
                      .toString()
                      .split(Pattern.quote(list(argument).get(0).toString()))));
      default -> throw new IllegalStateException("not known here: " + name);
    };
  }

  /** All values of parameters are texts, numbers too. */
  private String text(Object node) {
    return value(node).toString();
  }

  private String sub(String text) {
    return PLACE
        .matcher(text)
        .replaceAll(
            found -> {
              var name = found.group(1);
              int dot = name.indexOf('.');
              return Matcher.quoteReplacement(
                  dot < 0
                      ? ref(name).toString()
                      : attribute(name.substring(0, dot), name.substring(dot + 1)));
            });
  }

  private Object ref(String name) {
    if (parameters.containsKey(name)) {
      return parameters.get(name);
    }
    return switch (name) {
      case "AWS::NoValue" -> NO_VALUE;
      case "AWS::Region" -> REGION;
      case "AWS::AccountId" -> ACCOUNT;
      case "AWS::Partition" -> "aws";
      case "AWS::StackName" -> NAME;
      default ->
          switch (type(name)) {
            case "AWS::SQS::Queue" ->
                "https://sqs.%s.amazonaws.com/%s/%s".formatted(REGION, ACCOUNT, name);
            case "AWS::SNS::Topic" -> arn("sns", name);
            case "AWS::Events::EventBus" -> map(made(name).get("Properties")).get("Name");
            default -> name;
          };
    };
  }

  private String attribute(String name, String attribute) {
    return switch (type(name) + " " + attribute) {
      case "AWS::SQS::Queue Arn" -> arn("sqs", name);
      case "AWS::SQS::Queue QueueName" -> name;
      case "AWS::Events::EventBus Arn" -> arn("events", "event-bus/" + ref(name));
      // On a bus of its own its name comes between; the conditions of policies take what it says.
      case "AWS::Events::Rule Arn" -> arn("events", "rule/" + name);
      case "AWS::IAM::Role Arn" -> "arn:aws:iam::%s:role/%s".formatted(ACCOUNT, name);
      case "AWS::RDS::DBInstance Endpoint.Address" -> name + "." + REGION + ".rds.amazonaws.com";
      case "AWS::RDS::DBInstance Endpoint.Port" -> "5432";
      default ->
          throw new IllegalStateException(
              "%s has no attribute %s that is known here".formatted(name, attribute));
    };
  }

  private String type(String name) {
    return made(name).get("Type").toString();
  }

  /** As it is written, but for its name, of which a bus is known. */
  private Map<String, Object> made(String name) {
    var resource = template.resources().get(name);
    if (resource == null || !isMade(map(resource))) {
      throw new IllegalStateException(
          resource == null
              ? "there is no " + name
              : "%s is named, and is not made with these parameters".formatted(name));
    }
    var properties = map(map(resource).get("Properties"));
    return properties != null && properties.containsKey("Name")
        ? Map.of(
            "Type",
            map(resource).get("Type"),
            "Properties",
            Map.of("Name", value(properties.get("Name"))))
        : map(resource);
  }

  private static String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, REGION, ACCOUNT, resource);
  }
}
