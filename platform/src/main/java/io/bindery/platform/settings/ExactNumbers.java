package io.bindery.platform.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Numbers as they were written. The library for configurations keeps a number as an {@code int},
 * {@code long} or {@code double}, whichever is equal: {@code 1.0} becomes 1, and of thirty digits
 * sixteen are left. Where a number is a value of the user's own, it must stay what it is.
 */
final class ExactNumbers {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

  private ExactNumbers() {}

  /** A configuration of what JSON has. A whole number that a long cannot hold is its digits. */
  static Config config(Map<String, Object> json) {
    return ConfigValueFactory.fromMap(withoutLargeNumbers(json)).toConfig();
  }

  private static Map<String, Object> withoutLargeNumbers(Map<?, ?> json) {
    var map = new LinkedHashMap<String, Object>();
    json.forEach((key, value) -> map.put(key.toString(), withoutLargeNumber(value)));
    return map;
  }

  private static Object withoutLargeNumber(Object value) {
    if (value instanceof Map<?, ?> map) {
      return withoutLargeNumbers(map);
    }
    if (value instanceof List<?> list) {
      var items = new ArrayList<>(list.size());
      list.forEach(item -> items.add(withoutLargeNumber(item)));
      return items;
    }
    return value instanceof BigInteger number ? number.toString() : value;
  }

  /** A tree whose values are those of JSON where that has any. */
  static Map<String, Object> over(Map<?, ?> tree, Map<?, ?> json) {
    var map = new LinkedHashMap<String, Object>();
    tree.forEach((key, value) -> map.put(key.toString(), value));
    json.forEach(
        (key, value) -> {
          boolean both = value instanceof Map<?, ?> && map.get(key.toString()) instanceof Map<?, ?>;
          map.put(
              key.toString(),
              both ? over((Map<?, ?>) map.get(key.toString()), (Map<?, ?>) value) : value);
        });
    return map;
  }

  /**
   * What a section of a file says.
   *
   * @throws ArithmeticException if a number is beyond all doubles
   */
  static Map<String, Object> tree(ConfigObject section) {
    var tree = new LinkedHashMap<String, Object>();
    section.forEach((key, value) -> tree.put(key, exact(value)));
    return tree;
  }

  private static Object exact(ConfigValue value) {
    if (value instanceof ConfigObject section) {
      return tree(section);
    }
    if (value instanceof ConfigList list) {
      var items = new ArrayList<>(list.size());
      list.forEach(item -> items.add(exact(item)));
      return items;
    }
    return value.valueType() == ConfigValueType.NUMBER ? number(value) : value.unwrapped();
  }

  private static Object number(ConfigValue value) {
    // Only as a text it is what the file has.
    var written = value.atKey("it").getString("it");
    if (WHOLE.matcher(written).matches()) {
      return value.unwrapped();
    }
    double number = Double.parseDouble(written);
    if (!Double.isFinite(number)) {
      throw new ArithmeticException(written);
    }
    return number;
  }
}
