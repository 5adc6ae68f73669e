package io.weevil.actors.configuration;

/**
 * One thing that is wrong with a configuration.
 *
 * @param path where, {@code weevil.group.faults}
 * @param value what stands there, quoted where it is text; empty where nothing does
 * @param origin the file and line it came from; empty where nothing does
 * @param problem what is wrong with it
 * @param remedy what to do
 */
public record Finding(String path, String value, String origin, String problem, String remedy) {

  @Override
  public String toString() {
    String what = value.isEmpty() ? path : path + " = " + value;
    String where = origin.isEmpty() ? "" : " (" + origin + ")";
    return what + where + ": " + problem + ". " + remedy + ".";
  }
}
