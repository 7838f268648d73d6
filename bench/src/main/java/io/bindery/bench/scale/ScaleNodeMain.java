package io.bindery.bench.scale;

import com.typesafe.config.ConfigFactory;
import io.bindery.bench.child.Parent;
import io.bindery.bench.measure.Cpu;
import io.bindery.service.BinderyService;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that is measured: a node with all roles and the shipped settings. It answers each
 * line with the processor seconds that it has taken.
 */
public final class ScaleNodeMain {
  private ScaleNodeMain() {}

  /**
   * Runs the node.
   *
   * @param arguments the file with the settings that are not the shipped ones, and the log
   */
  public static void main(String[] arguments) {
    Parent.serve(
        () -> {
          var config =
              ConfigLoader.load(
                  Optional.empty(), ConfigFactory.parseFile(Path.of(arguments[0]).toFile()));
          Logging.toFile(config, Path.of(arguments[1]));
          var service = BinderyService.start(config);
          Parent.answer(service.api().orElseThrow().toString());
          return line -> Double.toString(Cpu.seconds());
        });
  }
}
