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

  /** Sends a line. */
  public static synchronized void answer(String text) {
    System.out.println(MARK + text);
    System.out.flush();
  }

  /** Runs commands until the parent closes the talk or dies; then this process ends at once. */
  public static void serve(Commands commands) {
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        answer(commands.run(line));
      }
    } catch (Exception e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(FAILED);
    }
    Runtime.getRuntime().halt(0);
  }
}
