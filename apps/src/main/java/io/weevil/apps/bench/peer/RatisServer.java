package io.weevil.apps.bench.peer;

import io.weevil.actors.configuration.PeerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;

/**
 * A peer of Ratis with the null service. Its log is in memory and is never cut: Ratis's log in
 * memory cannot be.
 */
final class RatisServer {

  private RatisServer() {}

  /**
   * @param folder for the term and the vote, which Ratis keeps in files whatever its log is
   */
  static void start(List<PeerAddress> servers, int index, int replyBytes, Path folder)
      throws IOException {
    RaftProperties properties = RatisGroup.properties();
    GrpcConfigKeys.Server.setHost(properties, servers.get(index).host());
    GrpcConfigKeys.Server.setPort(properties, servers.get(index).port());
    RaftServerConfigKeys.setStorageDir(properties, List.of(folder.toFile()));
    RaftServerConfigKeys.Log.setUseMemory(properties, true);
    RaftServer server =
        RaftServer.newBuilder()
            .setServerId(RatisGroup.id(index))
            .setGroup(RatisGroup.of(servers))
            .setProperties(properties)
            .setParameters(new Parameters())
            .setStateMachine(new NullStateMachine(replyBytes))
            .build();
    server.start();
  }

  /** Ratis applies entries one after the other; it may ask for the state at any time. */
  private static final class NullStateMachine extends BaseStateMachine {
    private final BareService service;

    NullStateMachine(int replyBytes) {
      this.service = new BareService(replyBytes);
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
      LogEntryProto entry = transaction.getLogEntry();
      Bundle bundle = Bundle.decode(RatisGroup.bytes(entry.getStateMachineLogEntry().getLogData()));
      Message answer = answer(bundle, entry.getIndex());
      updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
      return CompletableFuture.completedFuture(answer);
    }

    /** The account, which alone is asked for in this way. */
    @Override
    public CompletableFuture<Message> query(Message request) {
      Bundle bundle = Bundle.decode(RatisGroup.bytes(request.getContent()));
      return CompletableFuture.completedFuture(
          answer(bundle, getLastAppliedTermIndex().getIndex()));
    }

    private synchronized Message answer(Bundle bundle, long slot) {
      return RatisGroup.message(service.execute(bundle, slot).encode());
    }
  }
}
