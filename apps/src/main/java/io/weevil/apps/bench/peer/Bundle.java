package io.weevil.apps.bench.peer;

import io.weevil.engine.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Operations that travel together.
 *
 * @param client which of the client identities asks, from 0
 * @param number the bundle's, from 1
 * @param returnAddress where the answer goes; empty where the way knows
 */
record Bundle(int client, long number, String returnAddress, List<Bytes> operations) {

  Bytes encode() {
    byte[] address = returnAddress.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out =
        ByteBuffer.allocate(Integer.BYTES + Long.BYTES + 1 + address.length + sizeOf(operations));
    out.putInt(client).putLong(number).put((byte) address.length).put(address);
    write(operations, out);
    return Bytes.wrap(out.array());
  }

  static Bundle decode(Bytes bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.unsafeArray());
    int client = in.getInt();
    long number = in.getLong();
    byte[] address = new byte[in.get()];
    in.get(address);
    return new Bundle(client, number, new String(address, StandardCharsets.US_ASCII), read(in));
  }

  static int sizeOf(List<Bytes> list) {
    int size = Short.BYTES;
    for (Bytes bytes : list) {
      size += Integer.BYTES + bytes.size();
    }
    return size;
  }

  static void write(List<Bytes> list, ByteBuffer out) {
    out.putShort((short) list.size());
    for (Bytes bytes : list) {
      out.putInt(bytes.size()).put(bytes.unsafeArray());
    }
  }

  static List<Bytes> read(ByteBuffer in) {
    int count = in.getShort();
    List<Bytes> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[in.getInt()];
      in.get(content);
      list.add(Bytes.wrap(content));
    }
    return list;
  }
}
