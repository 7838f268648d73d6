package io.bindery.service.cli;

/** What a command's exit code means; {@code bindery --help} lists them. */
public final class ExitCode {
  /** All of it is done and true. */
  public static final int OK = 0;

  /**
   * The work failed, what was checked is not so, or what was named is not there: a package, a file
   * of it, an object.
   */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** A setting is wrong. */
  public static final int CONFIGURATION = 3;

  /** Something needed is not there: a database, a port, a directory, a bucket. */
  public static final int UNAVAILABLE = 4;

  private ExitCode() {}
}
