package io.weevil.testkit.selection;

import java.util.Locale;

/** The rules as they stand, and broken variants of them; the search must catch each of these. */
public enum Mutant {
  NONE("the rules as they stand"),
  LONGEST_CERTIFICATE("certificates are compared by length, then view"),
  ZYZZYVA("certificates are compared by length, and any beats support: Zyzzyva's original rule"),
  NO_FLOOR("replicas vote below the log that a view began with"),
  LONGEST_PREFIX_VIEW_ONLY("only the longest supported prefix's view is compared"),
  TIES_TO_SUPPORT("a support view equal to the certificate's overrules it"),
  ANY_CERTIFICATE_WINS("any certificate beats support"),
  LONGEST_SUPPORT_WINS("the longest supported prefix always wins"),
  SUPPORT_VIEW_OF_ONE_LOG("the support view is the greatest log view, of one log"),
  SUPPORT_LOWERED("support is lowered by one"),
  FROZEN_VOTES("frozen replicas go on accepting, voting and acknowledging"),
  OLDER_CERTIFICATE_COUNTS("LOCAL-COMMIT and CERTIFIED with a certificate of an older view"),
  OFF_LOG_CERTIFICATE_HIDDEN("a certificate is hidden when the log no longer contains it"),
  BASE_CONTRADICTED("c* may contradict the base"),
  TRANSFER_FORGETS("a state transfer forgets the slots accepted above it"),
  SECOND_NEW_VIEW("a second NEW-VIEW of one view is installed"),
  EARLY_LOG_VIEW("lv is raised before the log is complete");

  private final String description;

  Mutant(String description) {
    this.description = description;
  }

  /** In words. */
  public String description() {
    return description;
  }

  /** Whether it changes R-SELECT itself, not the protocol around it. */
  public boolean isOfTheRule() {
    return switch (this) {
      case LONGEST_CERTIFICATE,
          ZYZZYVA,
          LONGEST_PREFIX_VIEW_ONLY,
          TIES_TO_SUPPORT,
          ANY_CERTIFICATE_WINS,
          LONGEST_SUPPORT_WINS,
          SUPPORT_VIEW_OF_ONE_LOG,
          SUPPORT_LOWERED,
          BASE_CONTRADICTED ->
          true;
      case NONE,
          NO_FLOOR,
          FROZEN_VOTES,
          OLDER_CERTIFICATE_COUNTS,
          OFF_LOG_CERTIFICATE_HIDDEN,
          TRANSFER_FORGETS,
          SECOND_NEW_VIEW,
          EARLY_LOG_VIEW ->
          false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
