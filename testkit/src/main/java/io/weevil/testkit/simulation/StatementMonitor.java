package io.weevil.testkit.simulation;

import io.weevil.engine.authentication.EvidenceChecker;
import io.weevil.engine.authentication.Verdict;
import io.weevil.engine.crypto.SignatureScheme;
import io.weevil.engine.evidence.EvidenceBook;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a whole run to this: a correct replica never signs two statements that contradict each
 * other, restarts included, and nobody ever finds proof against it (protocol.md, section 10,
 * invariants 3 and 9). Whatever a replica sends is entered, and remembered for the whole run. In a
 * simulation the first contradiction ends it with an {@link AssertionError}.
 */
public final class StatementMonitor {

  private final GroupConfiguration group;
  private final EvidenceChecker checker;
  private final Map<ReplicaId, EvidenceBook> signed = new HashMap<>();
  private final Set<ReplicaId> faulty = new HashSet<>();
  private long messages;

  /** With Ed25519. */
  public StatementMonitor(GroupConfiguration group) {
    this(group, SignatureScheme.ED25519);
  }

  public StatementMonitor(GroupConfiguration group, SignatureScheme signatures) {
    this.group = group;
    this.checker = new EvidenceChecker(group, signatures.newVerifier());
  }

  /** From now on this replica may sign what it likes: the test uses its key. */
  public void expectFaulty(ReplicaId replica) {
    faulty.add(replica);
  }

  /** How many messages have been looked through. */
  public long messages() {
    return messages;
  }

  void onSent(ReplicaId sender, WireMessage message) {
    enter(sender, message)
        .ifPresent(
            contradiction -> {
              throw new AssertionError(contradiction);
            });
  }

  /**
   * {@code sender} lets this message leave. What it only passes on is its signer's business.
   *
   * @return what it has signed against its own word, if it is correct and has
   */
  public Optional<String> enter(ReplicaId sender, WireMessage message) {
    messages++;
    if (faulty.contains(sender)) {
      return Optional.empty();
    }
    return bookOf(sender).see(message).stream()
        .findFirst()
        .map(
            evidence ->
                sender + " is correct and has signed " + evidence.kind().words() + ": " + evidence);
  }

  private EvidenceBook bookOf(ReplicaId signer) {
    return signed.computeIfAbsent(
        signer, s -> new EvidenceBook(group.n(), s::equals, Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  /** {@code reporter} has reported this. */
  void onEvent(ReplicaId reporter, Event event) {
    if (!(event instanceof Event.EvidenceFound found)) {
      return;
    }
    if (!faulty.contains(found.accused())) {
      throw new AssertionError(
          found.accused() + " is correct, and " + reporter + " has proof against it: " + found);
    }
    Verdict verdict = checker.check(found.evidence());
    if (!verdict.isProof()) {
      throw new AssertionError(
          reporter + " reports evidence that proves nothing: " + verdict.reason());
    }
  }
}
