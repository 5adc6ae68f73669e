package io.weevil.testkit.broken;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * A whole Weevil of its own, some classes of which are others: everything that may know of them is
 * loaded anew, everything else is shared.
 */
final class BrokenClasses extends ClassLoader {

  /** Know of no other packages of Weevil than these, in this order. */
  private static final List<String> GROUND =
      List.of(
          "io.weevil.engine.model.",
          "io.weevil.engine.crypto.",
          "io.weevil.engine.quorum.",
          "io.weevil.engine.service.",
          "io.weevil.engine.state.",
          "io.weevil.engine.group.",
          "io.weevil.engine.message.");

  private final Map<String, byte[]> changed;
  private final boolean groundIsChanged;

  BrokenClasses(Map<String, byte[]> changed) {
    super(BrokenClasses.class.getClassLoader());
    this.changed = Map.copyOf(changed);
    this.groundIsChanged = changed.keySet().stream().anyMatch(BrokenClasses::isGround);
  }

  private static boolean isGround(String name) {
    return GROUND.stream().anyMatch(name::startsWith);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    boolean shared = !name.startsWith("io.weevil.") || (isGround(name) && !groundIsChanged);
    if (shared) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = changed.get(name);
    if (bytes == null) {
      bytes = read(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] read(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
