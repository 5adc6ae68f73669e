package io.weevil.apps.keys;

import io.weevil.actors.configuration.KeyFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The files that people read: HOCON with the reasons beside the values. */
final class ConfigurationText {

  private ConfigurationText() {}

  static String group(GroupPlan plan, KeyFile authority, List<KeyFile> replicas) {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < replicas.size(); i++) {
      members.append(member(plan, i, replicas.get(i)));
    }
    return """
    # Who the group is: the same file for every replica and every client. Nothing in it is secret, but whoever can change it
    # can change whom you trust. All other settings and their defaults: reference.conf.
    weevil.group {
      name = "%s"
      faults = %d
      slow-tolerated = %d
      request-authentication = %s

      # Admits clients; its secret half is authority.key.
      client-authority = "%s"

      members = [
    %s  ]
    }
    """
        .formatted(
            plan.name(),
            plan.quorums().f(),
            plan.quorums().c(),
            plan.authentication().name().toLowerCase(Locale.ROOT),
            authority.signingKey().toHex(),
            members);
  }

  private static String member(GroupPlan plan, int replica, KeyFile keys) {
    return """
        {
          id = %d
          address = "%s"
          signing-key = "%s"
          agreement-key = "%s"
        }
    """
        .formatted(
            replica,
            plan.addresses().get(replica),
            keys.signingKey().toHex(),
            keys.agreementKey().toHex());
  }

  static String replica(int replica, Path key) {
    return """
    # Replica %d. Paths of files are relative to this one.
    include "group.conf"

    weevil.replica {
      id = %d
      key-file = "%s"
    }
    """
        .formatted(replica, replica, key.getFileName());
  }

  static String client(String name, Path key, Path certificate) {
    return """
    # A client. Paths of files are relative to this one.
    include "group.conf"

    weevil.client {
      name = "%s"
      key-file = "%s"
      certificate-file = "%s"
    }
    """
        .formatted(name, key.getFileName(), certificate.getFileName());
  }

  static String readme(GroupPlan plan, Path folder) {
    int n = plan.quorums().n();
    return """
    Keys and configuration of the group "%s": %d replicas, of which %d may be Byzantine.

    group.conf      Who the group is. Give it to every replica and every client. Not secret.
    replica-N.conf  Starts replica N. Give it to the computer that replica N runs on, with group.conf.
    replica-N.key   SECRET of replica N. It belongs on that computer and nowhere else: move it there, do not copy it.
                    Whoever has more than %d of these files decides what the group says.
    client-N.conf   Starts client N. Give it to that client, with group.conf.
    client-N.key    SECRET of client N. Whoever has it is that client.
    client-N.cert   The authority's word that client N may speak to the group. Not secret; it expires.
    authority.key   SECRET of the client authority: whoever has it can admit clients. No replica and no client needs it.
                    Keep it offline.

    To try the group on one computer, start each replica in a terminal of its own:

    %s
    and use it:

      ./weevil client --config %s put greeting hello
      ./weevil client --config %s get greeting
    """
        .formatted(
            plan.name(),
            n,
            plan.quorums().f(),
            plan.quorums().f(),
            nodes(folder, n),
            KeyFolder.clientConfiguration(folder, 0),
            KeyFolder.clientConfiguration(folder, 0));
  }

  private static String nodes(Path folder, int n) {
    StringBuilder commands = new StringBuilder();
    for (int i = 0; i < n; i++) {
      commands
          .append("  ./weevil node --config ")
          .append(KeyFolder.replicaConfiguration(folder, i))
          .append('\n');
    }
    return commands.toString();
  }
}
