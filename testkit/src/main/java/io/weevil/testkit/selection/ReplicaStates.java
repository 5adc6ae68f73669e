package io.weevil.testkit.selection;

import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import java.util.TreeMap;

/**
 * What a correct replica can be at the end of a view, as one number: its log view, its log and the
 * greatest certificate it holds. Certificates are numbered from 1 by view and log.
 */
final class ReplicaStates {

  static final int NO_CERTIFICATE = 0;

  /** Log view 0, nothing accepted, no certificate. */
  static final int INITIAL = 0;

  private final LogTree logs;
  private final int certificates;
  private final Certificate[] production;

  ReplicaStates(LogTree logs, int views) {
    this.logs = logs;
    this.certificates = 1 + views * logs.size();
    this.production = new Certificate[certificates];
    for (int number = 1; number < certificates; number++) {
      production[number] = build(number);
    }
  }

  private Certificate build(int number) {
    int log = certified(number);
    Vote vote =
        new Vote(
            new View(certificateView(number)),
            logs.chain(log).last(),
            logs.chain(log).lastHistory());
    return new Certificate(vote, new TreeMap<>());
  }

  int state(int logView, int log, int certificate) {
    return (logView * logs.size() + log) * certificates + certificate;
  }

  int logView(int state) {
    return state / certificates / logs.size();
  }

  int log(int state) {
    return state / certificates % logs.size();
  }

  int certificate(int state) {
    return state % certificates;
  }

  int withLog(int state, int log) {
    return state(logView(state), log, certificate(state));
  }

  int withCertificate(int state, int certificate) {
    return state - certificate(state) + certificate;
  }

  int certificate(int view, int log) {
    return 1 + view * logs.size() + log;
  }

  int certificateView(int certificate) {
    return (certificate - 1) / logs.size();
  }

  /** The log that a certificate covers. */
  int certified(int certificate) {
    return (certificate - 1) % logs.size();
  }

  boolean covers(int certificate, int log) {
    return certificate != NO_CERTIFICATE && logs.isPrefix(log, certified(certificate));
  }

  /** As a correct replica decides which one to keep (R-VIEW-CHANGE). */
  boolean isGreater(int certificate, int than) {
    return certificate != NO_CERTIFICATE
        && (than == NO_CERTIFICATE || production[certificate].isGreaterThan(production[than]));
  }
}
