package io.weevil.engine.authentication;

import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What the replicas of a {@link TestGroup} sign to change the view. */
public final class Statements {

  /** What a replica shows that has accepted nothing. */
  public static final LogReport NOTHING = new LogReport(null, View.ZERO, List.of(), null);

  private final TestGroup group;

  public Statements(TestGroup group) {
    this.group = group;
  }

  /** NO-CONFIDENCE of these replicas, enough or not. */
  public NoConfidenceProof noConfidence(View view, int... signers) {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int signer : signers) {
      signatures.put(new ReplicaId(signer), group.signer(signer).noConfidence(view).signature());
    }
    return new NoConfidenceProof(signatures);
  }

  /** NO-CONFIDENCE of the last {@code weak} replicas. */
  public NoConfidenceProof noConfidence(View view) {
    int n = group.quorums().n();
    return noConfidence(view, IntStream.range(n - group.quorums().weak(), n).toArray());
  }

  /** A valid VIEW-CHANGE, where the report is. */
  public ViewChange viewChange(int signer, View view, LogReport report) {
    View before = new View(view.number() - 1);
    return group.signer(signer).viewChange(view, noConfidence(before), report);
  }

  public ViewChange viewChange(int signer, View view) {
    return viewChange(signer, view, NOTHING);
  }

  /** NEW-VIEW of the primary of {@code view}, from VIEW-CHANGEs that show nothing. */
  public NewView newView(View view, int... signers) {
    return newView(
        view, IntStream.of(signers).mapToObj(signer -> viewChange(signer, view)).toList());
  }

  public NewView newView(View view, List<ViewChange> viewChanges) {
    return group.signer(view.primary(group.quorums().n()).index()).newView(view, viewChanges);
  }

  /** What another replica's door makes of a message of {@code sender}'s. */
  public Opened opened(int sender, WireMessage message) {
    int receiver = (sender + 1) % group.quorums().n();
    Opener door = group.opener(receiver, new ClientSessions(group.limits()));
    return door.open(group.sealer(sender).seal(message, new ReplicaId(receiver)), TestGroup.NOW);
  }
}
