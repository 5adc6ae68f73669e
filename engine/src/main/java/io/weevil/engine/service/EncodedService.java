package io.weevil.engine.service;

import io.weevil.engine.model.Bytes;
import java.io.IOException;
import java.io.InputStream;

/** A service seen through its codec: bytes in, bytes out, as the protocol carries them. */
public final class EncodedService<O, R> implements StateMachine<Bytes, Bytes> {

  private final StateMachine<O, R> service;
  private final OperationCodec<O, R> codec;

  public EncodedService(StateMachine<O, R> service, OperationCodec<O, R> codec) {
    this.service = service;
    this.codec = codec;
  }

  @Override
  public Bytes apply(OperationContext context, Bytes operation) {
    return codec.encodeResult(service.apply(context, codec.decodeOperation(operation)));
  }

  @Override
  public Bytes read(Bytes operation) {
    return codec.encodeResult(service.read(codec.decodeOperation(operation)));
  }

  @Override
  public Snapshot snapshot() {
    return service.snapshot();
  }

  @Override
  public void restore(Snapshot snapshot) {
    service.restore(snapshot);
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    return service.readSnapshot(in);
  }
}
