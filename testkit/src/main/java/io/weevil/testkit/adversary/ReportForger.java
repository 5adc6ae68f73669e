package io.weevil.testkit.adversary;

import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes VIEW-CHANGEs that are valid and lie: any log, any log view, any certificate that votes
 * allow, or none.
 */
@SuppressWarnings(
    "NullAway") // it passes on what messages may lack, and leaves things out on purpose
final class ReportForger {

  /** Not every lie is one: there may be no other branch, and no certificate to leave out. */
  private static final int TRIES = 10;

  private final SplittableRandom random;
  private final Conspiracy conspiracy;
  private final Deeds deeds;

  ReportForger(Means means) {
    this.random = means.random();
    this.conspiracy = means.conspiracy();
    this.deeds = means.deeds();
  }

  /** In place of {@code genuine}, which {@code self} signed. */
  ViewChange forge(FaultyReplica self, ViewChange genuine) {
    LogReport report = genuine.report();
    int lies = 1 + random.nextInt(3);
    for (int i = 0; i < TRIES && (i < lies || report.equals(genuine.report())); i++) {
      report = lie(genuine.view(), report);
    }
    return self.signer().viewChange(genuine.view(), genuine.proof(), report);
  }

  private LogReport lie(View target, LogReport r) {
    return switch (random.nextInt(8)) {
      case 0 -> with(r, otherView(target), "log view");
      case 1 -> withLog(r, shortened(r.log()), "shortened log");
      case 2 -> withLog(r, lengthened(r.log()), "lengthened log");
      case 3 -> withLog(r, shuffled(r.log()), "log in another order");
      case 4 -> withLog(r, branch(r), "another branch");
      case 5 -> withCertificate(r, null, "no certificate");
      case 6 -> withCertificate(r, certificate(target, r), "another certificate");
      default -> withOtherBase(r);
    };
  }

  private View otherView(View target) {
    return new View(random.nextLong(target.number()));
  }

  private List<Digest> shortened(List<Digest> log) {
    return log.subList(0, random.nextInt(log.size() + 1));
  }

  private List<Digest> lengthened(List<Digest> log) {
    List<Digest> longer = new ArrayList<>(log);
    int room = conspiracy.group().limits().window() - log.size();
    for (int i = random.nextInt(1, 4); i > 0 && room-- > 0; i--) {
      longer.add(conspiracy.anyDigest(random));
    }
    return longer;
  }

  private List<Digest> shuffled(List<Digest> log) {
    List<Digest> other = new ArrayList<>(log);
    Collections.shuffle(other, new Random(random.nextLong()));
    return other;
  }

  /** Any branch that was heard of, above the report's base. */
  private List<Digest> branch(LogReport r) {
    Slot last = r.base().plus(1 + random.nextInt(conspiracy.group().limits().window()));
    for (Slot s = last; s.isAfter(r.base()); s = new Slot(s.number() - 1)) {
      List<Digest> histories = conspiracy.logs().historiesAt(s);
      if (!histories.isEmpty()) {
        Digest history = histories.get(random.nextInt(histories.size()));
        List<Digest> found = between(r, s, history);
        if (found != null) {
          return found;
        }
      }
    }
    return r.log();
  }

  private @Nullable List<Digest> between(LogReport r, Slot slot, Digest history) {
    Digest base = r.baseHistory(conspiracy.group().digest());
    return conspiracy.logs().between(r.base(), base, slot, history);
  }

  /** Any that the votes heard of and those of the faulty allow. */
  private @Nullable CertifiedLog certificate(View target, LogReport r) {
    List<CertifiedLog> possible = new ArrayList<>();
    Slot end = r.base().plus(conspiracy.group().limits().window());
    for (Certificate c : conspiracy.votes().certificates()) {
      Slot slot = c.vote().slot();
      if (c.vote().view().compareTo(target) < 0 && slot.isAfter(r.base()) && !slot.isAfter(end)) {
        List<Digest> batches = between(r, slot, c.vote().history());
        if (batches != null) {
          possible.add(new CertifiedLog(c, batches));
        }
      }
    }
    return possible.isEmpty() ? r.certified() : possible.get(random.nextInt(possible.size()));
  }

  /** An older checkpoint, or none, under the same claims as far as those are known. */
  private LogReport withOtherBase(LogReport r) {
    List<StableProof> proofs = conspiracy.proofs().all();
    StableProof base =
        proofs.isEmpty() || random.nextBoolean() ? null : proofs.get(random.nextInt(proofs.size()));
    LogReport bare = new LogReport(base, r.logView(), List.of(), null);
    did("another checkpoint");
    HistoryChain log = HistoryChain.log(r, conspiracy.group().digest());
    List<Digest> batches = between(bare, log.last(), log.lastHistory());
    boolean fits = batches != null && batches.size() <= conspiracy.group().limits().window();
    return new LogReport(base, r.logView(), fits && batches != null ? batches : List.of(), null);
  }

  private LogReport with(LogReport r, View logView, String what) {
    if (!logView.equals(r.logView())) {
      did(what);
    }
    return new LogReport(r.checkpoint(), logView, r.log(), r.certified());
  }

  private LogReport withLog(LogReport r, List<Digest> log, String what) {
    if (!log.equals(r.log())) {
      did(what);
    }
    return new LogReport(r.checkpoint(), r.logView(), log, r.certified());
  }

  private LogReport withCertificate(LogReport r, @Nullable CertifiedLog certified, String what) {
    if (certified == null ? r.certified() != null : !certified.equals(r.certified())) {
      did(what);
    }
    return new LogReport(r.checkpoint(), r.logView(), r.log(), certified);
  }

  private void did(String what) {
    deeds.did("forged its report: " + what);
  }
}
