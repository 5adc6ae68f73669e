package io.weevil.engine.ordering;

/** The parts of a {@link BackupCore} that live for one view. */
final class ViewParts {

  final HoleWatch holes;
  final PrimaryProofs proofs;
  final Agreement agreement;
  final LocalCommits localCommits;
  final OrderIntake intake;
  final PeerService peers;

  ViewParts(BackupContext context, RequestWatch requests) {
    this.proofs = new PrimaryProofs(context);
    this.holes = new HoleWatch(context);
    this.agreement = new Agreement(context, holes, proofs);
    this.localCommits = new LocalCommits(context, agreement, holes, proofs);
    this.intake = new OrderIntake(context, holes, agreement, requests, proofs, localCommits);
    this.peers = new PeerService(context, agreement, holes, proofs);
  }

  /** R-VIEW-CHANGE: the view's timers are cancelled. */
  void stop() {
    holes.stop();
    agreement.stop();
  }
}
