package io.weevil.testkit.determinism;

import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.StateMachine;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/**
 * What is checked, by the names of its classes, so that another JVM can make it.
 *
 * @param service with a constructor without parameters
 * @param codec with a constructor without parameters
 */
record Subject<O, R>(
    Class<? extends StateMachine<O, R>> service, Class<? extends OperationCodec<O, R>> codec) {

  /**
   * @throws ClassNotFoundException when one of the two is not on the class path
   */
  @SuppressWarnings("unchecked") // the names are of such classes; what they are of is not looked at
  static Subject<Object, Object> named(String service, String codec) throws ClassNotFoundException {
    return new Subject<>(
        (Class<? extends StateMachine<Object, Object>>)
            Class.forName(service).asSubclass(StateMachine.class),
        (Class<? extends OperationCodec<Object, Object>>)
            Class.forName(codec).asSubclass(OperationCodec.class));
  }

  StateMachine<O, R> newService() {
    return make(service);
  }

  OperationCodec<O, R> newCodec() {
    return make(codec);
  }

  private static <T> T make(Class<T> type) {
    try {
      Constructor<T> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("cannot make a " + type.getName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          type.getName()
              + " has no constructor without parameters: give a static class that has one",
          e);
    }
  }
}
