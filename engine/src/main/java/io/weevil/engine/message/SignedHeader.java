package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;

/** An ORDER-REQ's header with the signature of its view's primary. */
public record SignedHeader(OrderHeader header, Bytes signature) {}
