package io.weevil.actors.replica;

import io.weevil.actors.role.Credits;
import io.weevil.actors.role.Doors.Arrival;
import io.weevil.actors.role.Egress;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.Roles;
import io.weevil.engine.authentication.ClientSessions;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.authentication.Opener;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.RoleMessage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A door of the replica (R-AUTH): authenticates what arrives, and hands what is authentic to the
 * roles that it is for.
 */
public final class Ingress extends AbstractMatchingBehavior<Arrival> {

  private final Opener opener;
  private final ClientSessions sessions;
  private final Credits credits;
  private final Roles roles;
  private final RoleEnvironment environment;

  private Ingress(
      ActorContext<Arrival> context,
      Opener opener,
      ClientSessions sessions,
      Credits credits,
      Roles roles,
      RoleEnvironment environment) {
    super(context);
    this.opener = opener;
    this.sessions = sessions;
    this.credits = credits;
    this.roles = roles;
    this.environment = environment;
  }

  /**
   * @param opener may be shared with other doors, as may {@code sessions}
   * @param credits of this door: one comes with each arrival
   */
  static Behavior<Arrival> create(
      Opener opener,
      ClientSessions sessions,
      Credits credits,
      Roles roles,
      RoleEnvironment environment) {
    return Behaviors.setup(
        context -> new Ingress(context, opener, sessions, credits, roles, environment));
  }

  @Override
  public Behavior<Arrival> onMessage(Arrival arrival) {
    credits.giveBack();
    Timestamp now = environment.clock().now();
    switch (opener.open(arrival.wire(), now)) {
      case Opened.Accepted(var verified) -> roles.deliver(new RoleMessage.Received(verified));
      case Opened.FaultyBatch(var verified, String fault, boolean provable) ->
          roles.tell(new RoleMessage.FaultyBatch(verified, fault, provable));
      case Opened.Introduced introduced -> {} // whoever replies finds the session
      case Opened.Refused refused -> onRefused(refused, now);
    }
    return this;
  }

  private void onRefused(Opened.Refused refused, Timestamp now) {
    environment.listener().onRefused(refused);
    if (refused.cause() == Cause.EXPIRED_CERTIFICATE
        && refused.claimedSender() instanceof ClientId client) {
      tellExpired(client, now);
    }
  }

  /** True whoever asked: it is the client's own authentic certificate that has ended. */
  private void tellExpired(ClientId client, Timestamp now) {
    sessions
        .find(client)
        .filter(session -> !session.certificate().admits(now))
        .ifPresent(
            session ->
                environment
                    .egress()
                    .tell(
                        new Egress.Reply(
                            client, new ReplyMessage.Refused(Refusal.CERTIFICATE_EXPIRED))));
  }
}
