package io.weevil.actors.configuration;

/**
 * Where a peer is reached.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 … 65535, or 0 for any free port where one is bound
 * @param endpoint which of those that share host and port: 0 … 65535
 */
public record PeerAddress(String host, int port, int endpoint) {

  public PeerAddress {
    if (host.isBlank() || host.chars().anyMatch(PeerAddress::isForbidden)) {
      throw new IllegalArgumentException("\"" + host + "\" is not a host name");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 … 65535, not " + port);
    }
    if (endpoint < 0 || endpoint > 65_535) {
      throw new IllegalArgumentException("an endpoint is 0 … 65535, not " + endpoint);
    }
  }

  /** Of the only one at that host and port, or the first. */
  public PeerAddress(String host, int port) {
    this(host, port, 0);
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
        parseNumber("a port", text.substring(colon + 1)));
  }

  /**
   * Reads what a client says of itself: {@code host:port}, or {@code host:port/endpoint} where
   * several share a port; throws {@link IllegalArgumentException} for anything else.
   */
  public static PeerAddress parseReturnAddress(String text) {
    int slash = text.lastIndexOf('/');
    return slash < 0
        ? parse(text)
        : parse(text.substring(0, slash))
            .withEndpoint(parseNumber("an endpoint", text.substring(slash + 1)));
  }

  public PeerAddress withEndpoint(int other) {
    return new PeerAddress(host, port, other);
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

  private static int parseNumber(String what, String text) {
    boolean decimal =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!decimal) {
      throw new IllegalArgumentException("\"" + text + "\" is not " + what);
    }
    return Integer.parseInt(text);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + port
        + (endpoint == 0 ? "" : "/" + endpoint);
  }
}
