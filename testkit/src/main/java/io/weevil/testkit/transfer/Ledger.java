package io.weevil.testkit.transfer;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A service whose state is large and nothing else: entries of {@value #ENTRY} bytes, in memory. */
final class Ledger implements StateMachine<Bytes, Bytes> {

  static final int ENTRY = 4_096;

  private List<byte[]> entries = List.of();

  int size() {
    return entries.size();
  }

  /** A state that is made up while it is written: nobody holds it. */
  static Snapshot invented(long seed, int entries) {
    return out -> {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] entry = new byte[ENTRY];
      for (int i = 0; i < entries; i++) {
        random.nextBytes(entry);
        out.write(entry);
      }
    };
  }

  @Override
  public Bytes apply(OperationContext context, Bytes operation) {
    throw new UnsupportedOperationException("nothing is executed here");
  }

  @Override
  public Bytes read(Bytes operation) {
    throw new UnsupportedOperationException("nothing is read here");
  }

  @Override
  public Snapshot snapshot() {
    return new Frozen(entries);
  }

  @Override
  public void restore(Snapshot snapshot) {
    entries = ((Frozen) snapshot).entries();
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    List<byte[]> read = new ArrayList<>();
    byte[] entry = data.readNBytes(ENTRY);
    while (entry.length == ENTRY) {
      read.add(entry);
      entry = data.readNBytes(ENTRY);
    }
    if (entry.length != 0) {
      throw new IOException("a ledger ends with a whole entry");
    }
    return new Frozen(read);
  }

  private record Frozen(List<byte[]> entries) implements Snapshot {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      for (byte[] entry : entries) {
        out.write(entry);
      }
    }
  }
}
