package io.weevil.actors.role;

import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.Opened.Refused;
import io.weevil.engine.model.Party;
import io.weevil.engine.role.Event;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what operators must know to the log: what others cause at will is for debugging only. */
public final class EventLog implements NodeListener {

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final Party self;

  public EventLog(Party self) {
    this.self = self;
  }

  @Override
  public void onEvent(Event event) {
    switch (event) {
      case Event.Ignored e ->
          LOG.trace("{}: the {} ignores a {}: {}", self, e.core(), e.kind(), e.reason());
      case Event.TrackSwitched e ->
          LOG.info("{}: track {} from {} on: {}", self, e.track(), e.from(), e.reason());
      case Event.SilenceChanged e -> LOG.warn("{}: replicas that are silent: {}", self, e.silent());
      case Event.NoConfidenceSigned e ->
          LOG.warn("{}: no confidence in the primary of {}: {}", self, e.view(), e.cause());
      case Event.ConfidenceLost e ->
          LOG.warn("{}: the group has lost confidence in {}: {}", self, e.view(), e.signers());
      case Event.Learning e ->
          LOG.warn(
              "{}: this key has signed before, and what is not known: a learner, which signs"
                  + " nothing and counts as faulty",
              self);
      case Event.ViewLeft e -> LOG.info("{}: leaves {} for {}", self, e.left(), e.target());
      case Event.ViewInstalled e ->
          LOG.info("{}: in {}, led by {}, from {} on", self, e.view(), e.primary(), e.log());
      case Event.ViewStarted e -> LOG.info("{}: {} has started", self, e.view());
      case Event.RolledBack e ->
          LOG.warn(
              "{}: rolled back by {}: executed up to {}, kept up to {}",
              self,
              e.view(),
              e.executed(),
              e.kept());
      case Event.SecondNewView e ->
          LOG.error("{}: proven faulty, the primary of {}: two NEW-VIEWs", self, e.view());
      case Event.PrimaryProvenFaulty e ->
          LOG.error("{}: proven faulty, the primary: {} and {}", self, e.first(), e.second());
      case Event.BatchProvenFaulty e ->
          LOG.error("{}: proven faulty, the primary: {}: {}", self, e.header(), e.fault());
      case Event.EvidenceFound e ->
          LOG.debug("{}: proof that {} is faulty: {}", self, e.accused(), e.evidence());
      case Event.CheckpointStable e ->
          LOG.debug("{}: stable at {}, state {}", self, e.slot(), e.state());
      case Event.StateDiverged e ->
          LOG.error(
              "{}: the state at {} is {}, the group's {}: this replica's service or memory is"
                  + " wrong; it answers no more until it has the group's",
              self,
              e.slot(),
              e.own(),
              e.proven());
      case Event.CheckpointUndecided e ->
          LOG.error(
              "{}: no state at {} can be proven, so ordering ends with the window: {}",
              self,
              e.slot(),
              e.states());
      case Event.StateTransferProgress e ->
          LOG.info(
              "{}: fetching the state at {}: {} of {} chunks",
              self,
              e.slot(),
              e.received(),
              e.total() == 0 ? "unknown" : e.total());
      case Event.StateSenderBanned e ->
          LOG.error(
              "{}: {} sent what is not the state at {}: {}",
              self,
              e.sender(),
              e.slot(),
              e.reason());
      case Event.StateStoreFailed e ->
          LOG.error("{}: the state at {} cannot be kept: {}", self, e.slot(), e.reason());
      case Event.StateInstalled e ->
          LOG.info("{}: the state at {} is installed: {}", self, e.slot(), e.state());
      case Event.HistoryDiverged e ->
          LOG.error(
              "{}: the history at {} is {}, the group's {}: a primary lied to this replica",
              self,
              e.slot(),
              e.own(),
              e.proven());
      case Event.LeftBehind e ->
          LOG.error(
              "{}: accepted {}, the group's log begins at {}", self, e.accepted(), e.stable());
      case Event.CaughtUp e -> LOG.info("{}: caught up, accepted {}", self, e.accepted());
      case Event.OperationFailed e ->
          LOG.debug("{}: operation {} failed: {}", self, e.operation(), e.failure());
    }
  }

  @Override
  public void onEvidenceKept(Event.EvidenceFound found, Path file) {
    LOG.error(
        "{}: PROVEN FAULTY, {}: {}; the proof is in {}: read it with 'weevil evidence show', take"
            + " the replica off the network, and hand the file to whoever runs it",
        self,
        found.accused(),
        found.evidence().kind().words(),
        file);
  }

  @Override
  public void onEvidenceLost(Event.EvidenceFound found, String why) {
    LOG.error(
        "{}: PROVEN FAULTY, {}: {}; the proof COULD NOT BE KEPT: {}: {}",
        self,
        found.accused(),
        found.evidence().kind().words(),
        why,
        found.evidence());
  }

  @Override
  public void onRefused(Refused refused) {
    if (refused.cause() == Opened.Cause.DEFECT) {
      LOG.error("{}: a defect opening a {}: {}", self, refused.kind(), refused.detail());
    } else {
      LOG.debug("{}: refused, {}: {}", self, refused.cause(), refused.detail());
    }
  }
}
