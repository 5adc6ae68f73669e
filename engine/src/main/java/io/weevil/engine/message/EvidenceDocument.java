package io.weevil.engine.message;

import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import java.time.Duration;

/**
 * Evidence as it is kept and handed on: with the group that it is about, readable by whoever does
 * not know that group.
 *
 * <pre>
 * document = ["weevil-evidence 1", group digest, n, evidence]
 * </pre>
 *
 * @param group the group configuration's digest, which every signature in it is over
 * @param replicas n
 */
public record EvidenceDocument(Digest group, int replicas, Evidence evidence) {

  /** How long a document may be: more than any group's limits that make sense ask for. */
  public static final int MAX_BYTES = 64 << 20;

  private static final String TITLE = "weevil-evidence 1";
  private static final int MAX_REPLICAS = 5_001;
  private static final int EXPECTED_BYTES = 1_024;

  /** Of any group: what is claimed is bounded by the bytes that are there. */
  private static final Limits ANY =
      new Limits(1, 1 << 22, 65_536, 1, 1 << 20, 1 << 30, 1 << 29, 1 << 30, Duration.ofSeconds(1));

  public Bytes encode() {
    CborWriter out = new CborWriter(EXPECTED_BYTES);
    out.array(4).text(TITLE).bytes(group.value()).number(replicas);
    EvidenceCodec.write(out, evidence);
    return out.end().finish();
  }

  /**
   * @throws MalformedMessageException when these bytes are no such document, and nothing else
   */
  public static EvidenceDocument decode(Bytes bytes) {
    return CborReader.decode("evidence", bytes, MAX_BYTES, EvidenceDocument::document);
  }

  private static EvidenceDocument document(CborReader in) {
    in.array("document", 4);
    String title = in.text("title", TITLE.length(), TITLE.length());
    if (!title.equals(TITLE)) {
      throw in.malformed("it does not begin with '" + TITLE + "'");
    }
    Digest group = ValueCodec.digest(in, "group digest");
    int replicas = (int) in.number("replicas", 1, MAX_REPLICAS);
    Evidence evidence = EvidenceCodec.of(ANY, replicas).evidence(in);
    in.end();
    return new EvidenceDocument(group, replicas, evidence);
  }
}
