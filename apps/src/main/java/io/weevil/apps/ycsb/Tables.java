package io.weevil.apps.ycsb;

/** YCSB's tables in one key space: the keys of table {@code t} begin with {@code t/}. */
final class Tables {

  private Tables() {}

  static String key(String table, String key) {
    return table + "/" + key;
  }

  /** Exclusive: '0' is the character after '/'. */
  static String end(String table) {
    return table + "0";
  }
}
