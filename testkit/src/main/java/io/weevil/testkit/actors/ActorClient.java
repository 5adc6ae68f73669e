package io.weevil.testkit.actors;

import io.weevil.actors.client.ClientProxy;
import io.weevil.actors.configuration.PeerAddress;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** A client of a group: a real {@link ClientProxy}, and those who call through it. */
public final class ActorClient {

  private final String name;
  private final PeerAddress address;
  private final ActorRef<ClientProxy.Command> proxy;
  private final Function<ActorClient, Caller> newCaller;

  ActorClient(
      String name,
      PeerAddress address,
      ActorRef<ClientProxy.Command> proxy,
      Function<ActorClient, Caller> newCaller) {
    this.name = name;
    this.address = address;
    this.proxy = proxy;
    this.newCaller = newCaller;
  }

  public String name() {
    return name;
  }

  public PeerAddress address() {
    return address;
  }

  public ActorRef<ClientProxy.Command> proxy() {
    return proxy;
  }

  /** Another caller, who waits for nothing yet. */
  public Caller newCaller() {
    return newCaller.apply(this);
  }
}
