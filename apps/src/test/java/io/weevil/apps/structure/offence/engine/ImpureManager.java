package io.weevil.apps.structure.offence.engine;

import io.weevil.apps.structure.offence.actors.AskingActor;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.LoggerFactory;

/** Does all that the engine may not do, under a name that says nothing. */
public final class ImpureManager {

  private AskingActor upwards;

  long clock() {
    return System.nanoTime() + Instant.now().toEpochMilli();
  }

  long chance() {
    return ThreadLocalRandom.current().nextLong() + Math.round(Math.random());
  }

  MessageDigest crypto() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256");
  }

  synchronized void thread() {
    Thread.onSpinWait();
  }

  OutputStream io(Path file, Socket socket) throws IOException {
    return new ObjectOutputStream(Files.newOutputStream(file));
  }

  void log() {
    LoggerFactory.getLogger(ImpureManager.class).info("{}", upwards);
  }
}
