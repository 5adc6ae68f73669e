package io.weevil.apps.chaos.link;

/** Who is at one end of a link. Written {@code 2} for a replica, {@code client-0} for a client. */
public sealed interface LinkEnd {

  /** How a client's name begins. */
  String CLIENT = "client-";

  record Replica(int index) implements LinkEnd {
    @Override
    public String toString() {
      return Integer.toString(index);
    }
  }

  record Client(int index) implements LinkEnd {
    @Override
    public String toString() {
      return CLIENT + index;
    }
  }

  /** Reads what {@code toString} writes; throws {@link IllegalArgumentException} for the rest. */
  static LinkEnd parse(String text) {
    boolean client = text.startsWith(CLIENT);
    String digits = client ? text.substring(CLIENT.length()) : text;
    if (!digits.matches("[0-9]{1,4}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no end of a link: write 2 or client-0");
    }
    int index = Integer.parseInt(digits);
    return client ? new Client(index) : new Replica(index);
  }
}
