package io.weevil.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.configuration.CertificateFile;
import io.weevil.actors.configuration.KeyFile;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A group of four with key files, certificates and configuration, as an operator would make them.
 */
public final class GroupFiles {

  private final Path directory;
  private final KeyFile authority = KeyFile.generate(new SecureRandom());
  private final List<KeyFile> keys = new ArrayList<>();
  private final String group;

  public GroupFiles(Path directory) {
    this.directory = directory;
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      KeyFile key = write("r" + i);
      keys.add(key);
      members.append(
          "{ id = %d, signing-key = %s, agreement-key = %s, address = \"127.0.0.1:%d\" }\n"
              .formatted(i, key.signingKey().toHex(), key.agreementKey().toHex(), freePort()));
    }
    this.group =
        "weevil.group { name = test, client-authority = %s, members = [\n%s] }\n"
            .formatted(authority.signingKey().toHex(), members);
  }

  public KeyFile key(int replica) {
    return keys.get(replica);
  }

  public KeyFile authority() {
    return authority;
  }

  /** The configuration of one replica. */
  public Config replica(int id) {
    return config("weevil.replica { id = %d, key-file = \"%s\" }".formatted(id, file("r" + id)));
  }

  /** The configuration of a client that is made for it. */
  public Config client(String name) {
    KeyFile key = write(name);
    try {
      CertificateFile.write(directory.resolve(name + ".cert"), admit(name, key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return config(
        "weevil.client { name = %s, key-file = \"%s\", certificate-file = \"%s.cert\" }"
            .formatted(name, file(name), directory.resolve(name)));
  }

  public ClientCertificate admit(String name, KeyFile key) {
    return admit(name, key.identity());
  }

  /** The client authority's certificate. */
  public ClientCertificate admit(String name, Identity key) {
    Timestamp notBefore = new Timestamp(0);
    Timestamp notAfter = new Timestamp(9_000_000_000_000_000L);
    Bytes statement =
        SignedBytes.clientCertificate(
            name, key.signingKey(), key.agreementKey(), notBefore, notAfter);
    return new ClientCertificate(
        name,
        key.signingKey(),
        key.agreementKey(),
        notBefore,
        notAfter,
        authority.identity().signer().sign(statement));
  }

  private Config config(String part) {
    return ConfigFactory.parseString(group + part)
        .withFallback(
            ConfigFactory.parseString(
                """
                weevil.group.limits { checkpoint-interval = 16, window = 64 }
                weevil.transport.actor-system.pekko.logger-startup-timeout = 30s
                pekko.logger-startup-timeout = 30s
                pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
                pekko.loglevel = WARNING
                pekko.jvm-shutdown-hooks = off
                """));
  }

  private KeyFile write(String name) {
    KeyFile key = KeyFile.generate(new SecureRandom());
    try {
      key.write(Path.of(file(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return key;
  }

  private String file(String name) {
    return directory.resolve(name + ".key").toString();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
