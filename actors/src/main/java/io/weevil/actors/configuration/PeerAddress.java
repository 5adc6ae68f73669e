package io.weevil.actors.configuration;

/**
 * Where a peer is reached.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 … 65535, or 0 for any free port where one is bound
 */
public record PeerAddress(String host, int port) {

  public PeerAddress {
    if (host.isBlank() || host.chars().anyMatch(PeerAddress::isForbidden)) {
      throw new IllegalArgumentException("\"" + host + "\" is not a host name");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 … 65535, not " + port);
    }
  }

  /**
   * Reads {@code host:port} or {@code [IPv6]:port}; throws {@link IllegalArgumentException} for
   * anything else.
   */
  public static PeerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || colon > 255) {
      throw new IllegalArgumentException("it is not host:port");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets: [" + host + "]");
    }
    return new PeerAddress(
        bracketed ? host.substring(1, host.length() - 1) : host,
        parsePort(text.substring(colon + 1)));
  }

  /**
   * Whether nothing outside this machine reaches it: a literal loopback address, or {@code
   * localhost}.
   */
  public boolean isLoopback() {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  private static boolean isForbidden(int character) {
    return Character.isWhitespace(character)
        || Character.isISOControl(character)
        || "/@#?[]\"".indexOf(character) >= 0;
  }

  private static int parsePort(String text) {
    boolean decimal =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!decimal) {
      throw new IllegalArgumentException("\"" + text + "\" is not a port");
    }
    return Integer.parseInt(text);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
