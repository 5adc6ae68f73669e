package io.weevil.testkit.determinism;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What came of one operation.
 *
 * @param state the digest of the snapshot after it
 * @param result encoded, behind {@code +}; or what it failed of, behind {@code -}
 * @param read the same, of reading it before it was applied
 */
record Observation(Digest state, Bytes result, Bytes read) {

  void writeTo(DataOutputStream out) throws IOException {
    out.write(state.value().unsafeArray());
    write(out, result);
    write(out, read);
  }

  static Observation readFrom(DataInputStream in) throws IOException {
    return new Observation(new Digest(Bytes.wrap(in.readNBytes(Digest.SIZE))), read(in), read(in));
  }

  static void write(DataOutputStream out, Bytes bytes) throws IOException {
    out.writeInt(bytes.size());
    out.write(bytes.unsafeArray());
  }

  static Bytes read(DataInputStream in) throws IOException {
    return Bytes.wrap(in.readNBytes(in.readInt()));
  }

  static Bytes done(Bytes result) {
    return Bytes.ofHex("2b" + result.toHex());
  }

  static Bytes failed(String reason) {
    return Bytes.utf8("-" + reason);
  }

  /** For people. */
  static String words(Bytes outcome) {
    byte[] bytes = outcome.toArray();
    return bytes[0] == '-'
        ? "failure " + outcome.toUtf8().substring(1)
        : "result " + Bytes.ofHex(outcome.toHex().substring(2));
  }
}
