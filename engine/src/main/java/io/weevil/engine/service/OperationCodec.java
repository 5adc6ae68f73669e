package io.weevil.engine.service;

import io.weevil.engine.model.Bytes;

/**
 * Operations and results as bytes. Encodings of results must be deterministic: replicas compare
 * their digests.
 *
 * @param <O> operations
 * @param <R> results
 */
public interface OperationCodec<O, R> {

  Bytes encodeOperation(O operation);

  /**
   * Throws {@link MalformedOperationException} when {@code bytes} are not an operation: the client
   * gets an error result.
   */
  O decodeOperation(Bytes bytes);

  Bytes encodeResult(R result);

  /** Throws {@link IllegalArgumentException} when {@code bytes} are not a result. */
  R decodeResult(Bytes bytes);
}
