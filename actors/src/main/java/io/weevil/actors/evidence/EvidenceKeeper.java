package io.weevil.actors.evidence;

import io.weevil.actors.role.NodeListener;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.EvidenceDocument;
import io.weevil.engine.model.Digest;
import io.weevil.engine.role.Event;
import java.io.IOException;

/**
 * Puts what a node finds into its folder and says where it is. It writes on the caller's thread:
 * there is at most one finding of each kind about each replica.
 */
public final class EvidenceKeeper implements NodeListener {

  private final Digest group;
  private final int replicas;
  private final EvidenceFolder folder;
  private final NodeListener listener;

  /**
   * @param listener told what became of each finding
   */
  public EvidenceKeeper(GroupConfiguration group, EvidenceFolder folder, NodeListener listener) {
    this.group = group.digest();
    this.replicas = group.n();
    this.folder = folder;
    this.listener = listener;
  }

  @Override
  public void onEvent(Event event) {
    if (event instanceof Event.EvidenceFound found) {
      keep(found);
    }
  }

  private void keep(Event.EvidenceFound found) {
    EvidenceDocument document = new EvidenceDocument(group, replicas, found.evidence());
    try {
      listener.onEvidenceKept(found, folder.keep(document));
    } catch (IOException | RuntimeException failure) {
      listener.onEvidenceLost(found, String.valueOf(failure.getMessage()));
    }
  }
}
