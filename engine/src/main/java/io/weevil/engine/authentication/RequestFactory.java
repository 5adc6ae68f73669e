package io.weevil.engine.authentication;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Request;
import java.util.List;

/**
 * Makes a client's authenticated requests: by signature or by MAC vector, as the group's
 * configuration says.
 */
public interface RequestFactory {

  ClientId client();

  Request create(long number, Request.Kind kind, List<Bytes> operations);
}
