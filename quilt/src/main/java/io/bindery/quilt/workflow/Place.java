package io.bindery.quilt.workflow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * A place in a value: the way to it from the whole, step by step. Kept as links, since most places
 * are visited and never told.
 */
final class Place {
  /** The whole value. */
  static final Place WHOLE = new Place(null, "", -1);

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Place parent;
  private final String key;
  private final int index;

  private Place(Place parent, String key, int index) {
    this.parent = parent;
    this.key = key;
    this.index = index;
  }

  Place member(String name) {
    return new Place(this, name, -1);
  }

  Place item(int position) {
    return new Place(this, "", position);
  }

  private Deque<Place> steps() {
    var steps = new ArrayDeque<Place>();
    for (var place = this; place.parent != null; place = place.parent) {
      steps.push(place);
    }
    return steps;
  }

  /** As JSON path, such as {@code $.runs[3]}. */
  String jsonPath() {
    var path = new StringBuilder("$");
    for (var step : steps()) {
      if (step.index >= 0) {
        path.append('[').append(step.index).append(']');
      } else if (PLAIN.matcher(step.key).matches()) {
        path.append('.').append(step.key);
      } else {
        path.append("['").append(step.key.replace("'", "\\'")).append("']");
      }
    }
    return path.toString();
  }

  /** As Quilt writes it, such as {@code /runs/3}: keys as they are, without any escaping. */
  String quiltPath() {
    var path = new StringBuilder();
    for (var step : steps()) {
      path.append('/').append(step.index >= 0 ? Integer.toString(step.index) : step.key);
    }
    return path.toString();
  }
}
