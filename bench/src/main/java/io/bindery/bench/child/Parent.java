package io.bindery.bench.child;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A child's side of the talk with its parent: commands come in, answers go out, a line each. */
public final class Parent {
  /** What other code prints is passed over. */
  static final String MARK = "ANSWER ";

  private static final int FAILED = 1;

  private Parent() {}

  /** Does what a command asks. */
  @FunctionalInterface
  public interface Commands {
    /** The answer, in one line. */
    String run(String line) throws Exception;
  }

  /** Gets ready. */
  @FunctionalInterface
  public interface Start {
    /** What answers from then on. */
    Commands begin() throws Exception;
  }

  /** Sends a line. */
  public static synchronized void answer(String text) {
    System.out.println(MARK + text);
    System.out.flush();
  }

  /**
   * Gets ready, then runs commands until the parent closes the talk or dies. Ends this process at
   * once, also when something fails: other threads must not keep it.
   */
  public static void serve(Start start) {
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      var commands = start.begin();
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        answer(commands.run(line));
      }
    } catch (Throwable e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(FAILED);
    }
    Runtime.getRuntime().halt(0);
  }
}
