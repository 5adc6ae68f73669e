package io.weevil.apps.bench.peer;

import io.weevil.engine.model.Bytes;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What became of a bundle.
 *
 * @param number the bundle's
 * @param slot where it was executed: greater for each bundle
 * @param results one an operation
 */
record BundleResults(long number, long slot, List<Bytes> results) {

  Bytes encode() {
    ByteBuffer out = ByteBuffer.allocate(2 * Long.BYTES + Bundle.sizeOf(results));
    out.putLong(number).putLong(slot);
    Bundle.write(results, out);
    return Bytes.wrap(out.array());
  }

  static BundleResults decode(Bytes bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.unsafeArray());
    return new BundleResults(in.getLong(), in.getLong(), Bundle.read(in));
  }
}
