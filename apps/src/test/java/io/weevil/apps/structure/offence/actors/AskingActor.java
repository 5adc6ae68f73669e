package io.weevil.apps.structure.offence.actors;

import io.weevil.apps.structure.offence.engine.quorum.Quorums;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Asks, and counts what the engine should count. */
public final class AskingActor {

  boolean isEnough(int votes, Quorums quorums) {
    return votes >= quorums.certify();
  }

  CompletionStage<String> ask(ActorRef<ActorRef<String>> other, ActorSystem<?> system) {
    return AskPattern.ask(other, self -> self, Duration.ofSeconds(1), system.scheduler());
  }
}
