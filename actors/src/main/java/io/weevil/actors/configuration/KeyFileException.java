package io.weevil.actors.configuration;

import java.nio.file.Path;

/** A key or certificate file that cannot be used. */
public final class KeyFileException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String remedy;

  KeyFileException(Path file, String problem, String remedy) {
    super(file + ": " + problem + ". " + remedy + ".");
    this.problem = problem;
    this.remedy = remedy;
  }

  /** What is wrong; never a secret. */
  public String problem() {
    return problem;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
