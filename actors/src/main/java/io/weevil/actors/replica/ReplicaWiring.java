package io.weevil.actors.replica;

import io.weevil.actors.configuration.GroupSettings;
import io.weevil.actors.configuration.ReplicaSettings;
import io.weevil.actors.evidence.EvidenceFolder;
import io.weevil.actors.evidence.EvidenceKeeper;
import io.weevil.actors.role.Credits;
import io.weevil.actors.role.Dispatchers;
import io.weevil.actors.role.Doors;
import io.weevil.actors.role.Doors.Door;
import io.weevil.actors.role.Egress;
import io.weevil.actors.role.EventLog;
import io.weevil.actors.role.LastInLine;
import io.weevil.actors.role.NodeListener;
import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.Roles;
import io.weevil.actors.storage.FolderStateStore;
import io.weevil.actors.storage.SigningNote;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.authentication.ClientSessions;
import io.weevil.engine.authentication.HeaderCheck;
import io.weevil.engine.authentication.Opener;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.checkpoint.CheckpointCore;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.evidence.AuditCore;
import io.weevil.engine.execution.ExecutionCore;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.ordering.BackupCore;
import io.weevil.engine.ordering.SuccessionCore;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import io.weevil.engine.service.StateMachine;
import io.weevil.engine.viewchange.ViewChangeCore;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** Puts a replica together: keys, cores, roles, doors; from the inside to the outside. */
final class ReplicaWiring {

  private final ActorContext<?> context;
  private final Dispatchers dispatchers;
  private final GroupSettings addresses;
  private final GroupConfiguration group;
  private final ReplicaSettings settings;
  private final ReplicaParts parts;
  private final ReplicaId self;
  private final NodeListener listener;
  private final ReplicaSigner signer;
  private final ReplicaKeys keys;
  private final KeyAgreement agreement;
  private final FolderStateStore states;

  ReplicaWiring(
      ActorContext<?> context,
      GroupSettings addresses,
      ReplicaSettings settings,
      ReplicaParts parts) {
    this.context = context;
    this.dispatchers = Dispatchers.of(context.getSystem());
    this.addresses = addresses;
    this.group = addresses.configuration();
    this.settings = settings;
    this.parts = parts;
    this.self = settings.id();
    NodeListener told = NodeListener.both(new EventLog(self), parts.listener());
    EvidenceFolder folder = new EvidenceFolder(settings.evidenceFolder());
    this.listener = NodeListener.both(told, new EvidenceKeeper(group, folder, told));
    Identity identity = settings.key().identity();
    Digest digest = group.digest();
    boolean first =
        new SigningNote(settings.memoryFile()).isFirst(settings.key().signingKey(), digest);
    this.signer =
        first
            ? new ReplicaSigner(self, digest, parts.signatures().signer(identity))
            : ReplicaSigner.ofLearner(self, digest); // R-LEARN
    this.agreement = parts.signatures().agreement(identity, digest);
    this.keys = new ReplicaKeys(self, group, agreement);
    this.states = new FolderStateStore(settings.stateFolder());
  }

  /** To be closed when the roles have ended. */
  FolderStateStore states() {
    return states;
  }

  /** Starts listening last: whoever comes in finds everyone at home. */
  Transport start(StateMachine<Bytes, Bytes> service) {
    Doors doors = new Doors(listener);
    var threads = context.getSystem().dispatchers().lookup(dispatchers.ordering());
    Transport transport =
        parts.transport().start(settings.address(), settings.bind(), doors, threads);
    try {
      ClientSessions sessions = new ClientSessions(group.limits());
      RoleEnvironment environment = environment(transport, sessions);
      Roles roles = spawnRoles(service, environment);
      introduce(roles);
      roles.tell(new RoleMessage.Started());
      openDoors(doors, sessions, roles, environment);
      return transport;
    } catch (RuntimeException failure) {
      transport.stop();
      throw failure;
    }
  }

  private RoleEnvironment environment(Transport transport, ClientSessions sessions) {
    Sealer sealer = new Sealer(group, keys);
    ActorRef<Egress.Command> egress =
        spawn(
            Egress.ofReplica(self, sealer, addresses, sessions::find, transport, listener),
            "egress",
            dispatchers.verification());
    return new RoleEnvironment(parts.clock(), egress, parts.promises(), listener);
  }

  private Roles spawnRoles(StateMachine<Bytes, Bytes> service, RoleEnvironment environment) {
    HeaderCheck headers = new HeaderCheck(group, parts.signatures().newVerifier());
    BackupCore backup = new BackupCore(group, signer, headers::isAuthentic, settings.timers());
    ExecutionCore execution = new ExecutionCore(group, self, service, signer.isLearner());
    CheckpointCore checkpoint = new CheckpointCore(group, signer, states);
    ViewChangeCore viewChange = new ViewChangeCore(group, signer, settings.timers().newViewTimer());
    AuditCore audit = new AuditCore(group, parts.signatures().newVerifier());
    return new Roles(
        spawnPrimary(environment),
        spawn(
            Backup.create(backup, backup::track, backup::isFrozen, environment),
            "backup",
            dispatchers.ordering()),
        spawn(Executor.create(execution, environment), "executor", dispatchers.execution()),
        spawn(
            Checkpointer.create(checkpoint, environment),
            "checkpointer",
            dispatchers.checkpoints()),
        spawn(
            ViewChangeManager.create(viewChange, environment),
            "view-change-manager",
            dispatchers.ordering()),
        spawn(Auditor.create(audit, environment), "auditor", dispatchers.verification()));
  }

  private ActorRef<RoleCommand<ToPrimary>> spawnPrimary(RoleEnvironment environment) {
    BatchCodec batches = new BatchCodec(group.limits(), group.n());
    SuccessionCore core =
        new SuccessionCore(group, signer, settings.batching(), settings.track(), batches::encode);
    return spawn(
        Primary.create(
            core,
            core::isLeading,
            core::isHeldBack,
            environment,
            spawn(LastInLine.create(), "last-in-line", dispatchers.ordering())),
        "primary",
        dispatchers.ordering());
  }

  /** Before any of them hears anything else. */
  private static void introduce(Roles roles) {
    roles.primary().tell(new RoleCommand.Join<>(roles));
    roles.backup().tell(new RoleCommand.Join<>(roles));
    roles.executor().tell(new RoleCommand.Join<>(roles));
    roles.checkpointer().tell(new RoleCommand.Join<>(roles));
    roles.viewChangeManager().tell(new RoleCommand.Join<>(roles));
    roles.auditor().tell(new RoleCommand.Join<>(roles));
  }

  private void openDoors(
      Doors doors, ClientSessions sessions, Roles roles, RoleEnvironment environment) {
    Opener opener =
        new Opener(self, group, keys, agreement, parts.signatures().newVerifier(), sessions);
    doors.open(
        spawnDoors("ingress-of-replicas-", opener, sessions, roles, environment),
        spawnDoors("ingress-of-clients-", opener, sessions, roles, environment));
  }

  private List<Door> spawnDoors(
      String name,
      Opener opener,
      ClientSessions sessions,
      Roles roles,
      RoleEnvironment environment) {
    return IntStream.range(0, settings.ingress().parallelism())
        .mapToObj(
            i -> {
              Credits credits = new Credits(settings.ingress().queue());
              return new Door(
                  spawn(
                      Ingress.create(opener, sessions, credits, roles, environment),
                      name + i,
                      dispatchers.verification()),
                  credits);
            })
        .toList();
  }

  /** A role that ends takes the node with it. */
  private <T> ActorRef<T> spawn(Behavior<T> role, String name, DispatcherSelector dispatcher) {
    ActorRef<T> ref = context.spawn(role, name, dispatcher);
    context.watch(ref);
    return ref;
  }
}
