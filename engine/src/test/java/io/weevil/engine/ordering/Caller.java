package io.weevil.engine.ordering;

import io.weevil.engine.authentication.RequestFactory;
import io.weevil.engine.authentication.TestClient;
import io.weevil.engine.message.ClientMessage.Ask;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Request;
import java.util.List;

/** A client that makes its requests one after the other. */
final class Caller {

  private final TestClient client;
  private final RequestFactory requests;
  private long number;

  Caller(TestClient client) {
    this.client = client;
    this.requests = client.requests();
  }

  ClientId id() {
    return requests.client();
  }

  /** The client's next request. */
  Request next() {
    return request(++number);
  }

  Request request(long no) {
    return request(no, "op " + no);
  }

  /** Another body under the same number is another operation's text. */
  Request request(long no, String operation) {
    return requests.create(no, Request.Kind.ORDERED, List.of(Bytes.utf8(operation)));
  }

  Request read(long no) {
    return requests.create(no, Request.Kind.READ, List.of(Bytes.utf8("read " + no)));
  }

  Ask ask(long no) {
    return new Ask(request(no));
  }

  /** The same client, started once more: its numbers begin again. */
  Caller restarted() {
    return new Caller(client.restarted());
  }
}
