package io.bindery.bench.chaos.check;

import io.bindery.bench.chaos.history.History.Broken;
import io.bindery.bench.chaos.history.Published;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/**
 * What is wrong with publications.
 *
 * @param doubles publications and assets that are there a second time
 */
record Publications(List<Broken> broken, long doubles) {
  static Publications of(List<Published> published) {
    var broken = new ArrayList<Broken>();
    long doubles = 0;
    for (var one : published) {
      if (one.publications() > one.versions()) {
        doubles += one.publications() - one.versions();
        broken.add(
            new Broken(
                "AX",
                "The manifest of data set %s, which S3 has %d times, became %d publications"
                    .formatted(one.dataSet(), one.versions(), one.publications())));
      }
      if (!one.state().equals(Published.DONE)) {
        broken.add(
            new Broken(
                "AU",
                "The publication of data set %s is '%s'".formatted(one.dataSet(), one.state())));
        continue;
      }
      var once = new HashSet<>(one.assets());
      int twice =
          once.stream()
              .mapToInt(name -> Collections.frequency(one.assets(), name) - one.versions())
              .filter(more -> more > 0)
              .sum();
      doubles += twice;
      if (twice > 0 || !once.equals(new HashSet<>(one.wanted()))) {
        broken.add(
            new Broken(
                "AT",
                "Data set %s has the assets %s, and was to have %s"
                    .formatted(one.dataSet(), one.assets(), one.wanted())));
      }
    }
    return new Publications(List.copyOf(broken), doubles);
  }
}
