package io.weevil.apps.evidence;

import io.weevil.engine.authentication.Verdict;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.EvidenceDocument;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Request;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evidence and verdicts in words. */
public final class EvidenceText {

  private EvidenceText() {}

  /** Whom the file accuses, of what, and the statements that it shows. */
  public static String describe(Path file, EvidenceDocument document) {
    Evidence evidence = document.evidence();
    StringBuilder text = new StringBuilder();
    line(text, "%s", file);
    line(
        text,
        "  accused: %s, one of %d replicas of the group with digest %s",
        evidence.accused(document.replicas()),
        document.replicas(),
        document.group().value().toHex());
    line(text, "  of:      %s: %s", evidence.kind().words(), meaning(evidence.kind()));
    for (String statement : statements(evidence)) {
      line(text, "  said:    %s", statement);
    }
    return text.toString();
  }

  /** Each check, and what follows. */
  public static String describe(Verdict verdict) {
    StringBuilder text = new StringBuilder();
    for (Verdict.Check check : verdict.checks()) {
      line(
          text,
          "%s",
          check.holds()
              ? "  holds:   " + check.claim()
              : "  FAILS:   " + check.claim() + ": " + check.fault());
    }
    line(
        text,
        verdict.isProof()
            ? "  PROVEN: %s is faulty"
            : "  NOT PROVEN: this file says nothing about %s",
        verdict.accused());
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(format.formatted(arguments)).append(System.lineSeparator());
  }

  private static String meaning(Evidence.Kind kind) {
    return switch (kind) {
      case CONFLICTING_HEADERS -> "as primary it ordered two different things at one slot";
      case FORKED_HEADERS -> "as primary it ordered a slot on top of another history than its own";
      case CONFLICTING_VOTES -> "it accepted two different histories at one slot of one view";
      case CONFLICTING_CHECKPOINTS -> "it vouched for two different states at one slot";
      case CONFLICTING_VIEW_CHANGES -> "it reported two different logs to one view change";
      case CONFLICTING_NEW_VIEWS -> "as primary it began one view in two different ways";
      case FAULTY_BATCH -> "as primary it ordered a request that no correct primary orders";
    };
  }

  private static List<String> statements(Evidence evidence) {
    return switch (evidence) {
      case Evidence.ConflictingHeaders(var first, var second) ->
          List.of(describe(first), describe(second));
      case Evidence.ForkedHeaders(var first, var second) ->
          List.of(describe(first), describe(second));
      case Evidence.ConflictingVotes(var first, var second) ->
          List.of(describe(first), describe(second));
      case Evidence.ConflictingCheckpoints(var first, var second) ->
          List.of(describe(first), describe(second));
      case Evidence.ConflictingViewChanges(var first, var second) ->
          List.of(describe(first), describe(second));
      case Evidence.ConflictingNewViews(var first, var second) ->
          List.of(describe(first), describe(second));
      case Evidence.FaultyBatch(var orderReq, int request) ->
          List.of(describe(orderReq.header()), describe(orderReq, request));
    };
  }

  private static String describe(SignedHeader signed) {
    OrderHeader h = signed.header();
    return "\"in view %d, slot %d holds batch %s, history %s, track %s\""
        .formatted(
            h.view().number(),
            h.slot().number(),
            h.batch().value().toHex(),
            h.history().value().toHex(),
            h.track());
  }

  private static String describe(OrderReq orderReq, int index) {
    Request request = orderReq.batch().requests().get(index);
    return "the batch, of %s; its request %d of %d is number %d of client %s, incarnation %d"
        .formatted(
            orderReq.batch().timestamp(),
            index + 1,
            orderReq.batch().requests().size(),
            request.number(),
            request.client().key().value().toHex(),
            request.client().incarnation());
  }

  private static String describe(SignedVote signed) {
    Vote vote = signed.vote();
    return "\"in view %d I accepted history %s up to slot %d\""
        .formatted(vote.view().number(), vote.history().value().toHex(), vote.slot().number());
  }

  private static String describe(Checkpoint c) {
    return "\"at slot %d, history %s, my state is %s\""
        .formatted(c.slot().number(), c.history().value().toHex(), c.state().value().toHex());
  }

  private static String describe(ViewChange v) {
    LogReport report = v.report();
    StableProof checkpoint = report.checkpoint();
    return "\"to view %d: my log is of view %d, %d slots above %s%s; %s\""
        .formatted(
            v.view().number(),
            report.logView().number(),
            report.log().size(),
            checkpoint == null ? "none" : "the checkpoint at slot " + checkpoint.slot().number(),
            report.log().isEmpty()
                ? ""
                : ", the last batch " + report.log().get(report.log().size() - 1).value().toHex(),
            describe(report.certified()));
  }

  private static String describe(LogReport.@Nullable CertifiedLog shown) {
    if (shown == null) {
      return "I hold no certificate";
    }
    Vote vote = shown.certificate().vote();
    return "I hold a certificate of view %d for slot %d, history %s"
        .formatted(vote.view().number(), vote.slot().number(), vote.history().value().toHex());
  }

  private static String describe(NewView v) {
    return "\"view %d begins with what %s have shown\""
        .formatted(v.view().number(), v.viewChanges().stream().map(ViewChange::signer).toList());
  }
}
