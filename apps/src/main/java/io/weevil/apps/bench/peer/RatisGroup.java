package io.weevil.apps.bench.peer;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** What peers and clients of Ratis agree on. */
final class RatisGroup {

  private static final RaftGroupId ID =
      RaftGroupId.valueOf(
          UUID.nameUUIDFromBytes("weevil-bench".getBytes(StandardCharsets.US_ASCII)));

  private RatisGroup() {}

  static RaftGroup of(List<PeerAddress> servers) {
    List<RaftPeer> peers = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      peers.add(RaftPeer.newBuilder().setId(id(i)).setAddress(servers.get(i).toString()).build());
    }
    return RaftGroup.valueOf(ID, peers);
  }

  static RaftPeerId id(int index) {
    return RaftPeerId.valueOf(Peer.RATIS.nameOf(index));
  }

  static int indexOf(RaftPeerId id) {
    String name = id.toString();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** Ratis's defaults; what differs is set by its users here. */
  static RaftProperties properties() {
    return new RaftProperties();
  }

  /** Not copied. */
  static Message message(Bytes content) {
    return Message.valueOf(UnsafeByteOperations.unsafeWrap(content.unsafeArray()));
  }

  static Bytes bytes(ByteString content) {
    return Bytes.wrap(content.toByteArray());
  }
}
