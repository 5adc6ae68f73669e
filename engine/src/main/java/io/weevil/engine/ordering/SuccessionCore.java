package io.weevil.engine.ordering;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The primary's place in a node: empty, or taken by the {@link PrimaryCore} of the view that the
 * node leads (R-INSTALL). Requests that come while it is empty go to the backup, which passes them
 * on to whoever leads.
 */
public final class SuccessionCore implements Core<ToPrimary> {

  private final GroupConfiguration group;
  private final ReplicaSigner signer;
  private final BatchPolicy policy;
  private final TrackGovernor.Settings track;
  private final BatchEncoder encoder;
  private final Outputs out = new Outputs();
  private @Nullable PrimaryCore leading;

  public SuccessionCore(
      GroupConfiguration group,
      ReplicaSigner signer,
      BatchPolicy policy,
      TrackGovernor.Settings track,
      BatchEncoder encoder) {
    this.group = group;
    this.signer = signer;
    this.policy = policy;
    this.track = track;
    this.encoder = encoder;
  }

  /** Whether this node leads a view. */
  public boolean isLeading() {
    return leading != null;
  }

  /** Whether ordering waits for the window to move (back-pressure, not loss). */
  public boolean isHeldBack() {
    return leading != null && leading.isHeldBack();
  }

  @Override
  public List<Output> on(ToPrimary input, Timestamp now) {
    if (input instanceof RoleMessage.Lead lead) {
      return lead(lead, now);
    }
    if (input instanceof RoleMessage.Retire) {
      return retire();
    }
    return leading == null ? standBy(input) : leading.on(input, now);
  }

  private List<Output> lead(RoleMessage.Lead lead, Timestamp now) {
    List<Output> outputs = new ArrayList<>(retire());
    PrimaryCore next = new PrimaryCore(group, signer, lead, policy, track, encoder);
    leading = next;
    outputs.addAll(next.on(new RoleMessage.Started(), now));
    return outputs;
  }

  /** What waited to be ordered goes back to the backup: it is for the next primary. */
  private List<Output> retire() {
    PrimaryCore retired = leading;
    leading = null;
    return retired == null ? List.of() : retired.retire();
  }

  private List<Output> standBy(ToPrimary input) {
    switch (input) {
      case RoleMessage.Received(Verified<? extends WireMessage> verified) ->
          passOn(verified.message());
      case RoleMessage.HandOver(Request request) -> out.tell(new RoleMessage.NotLed(request));
      case RoleMessage.Lead l -> {}
      case RoleMessage.Retire r -> {}
      case RoleMessage.Progress p -> {}
      case RoleMessage.FastPathMissed m -> {}
      case RoleMessage.Silent s -> {}
      case RoleMessage.RequestsGathered g -> {}
      case RoleMessage.TimerFired t -> {}
      case RoleMessage.Started s -> {}
    }
    return out.drain();
  }

  private void passOn(WireMessage message) {
    switch (message) {
      case ClientMessage.Ask(Request request) -> out.tell(new RoleMessage.NotLed(request));
      case PeerMessage.Relay(Request request) -> out.tell(new RoleMessage.NotLed(request));
      case PeerMessage other -> out.ignore(PrimaryCore.NAME, other, "not the primary's");
      case ClientMessage other -> out.ignore(PrimaryCore.NAME, other, "not the primary's");
      case ReplyMessage other -> out.ignore(PrimaryCore.NAME, other, "not the primary's");
    }
  }
}
