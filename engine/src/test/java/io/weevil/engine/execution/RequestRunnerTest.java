package io.weevil.engine.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.authentication.RequestFactory;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequestRunnerTest {

  private final TestGroup group = TestGroup.of(1, 0);
  private final List<Bytes> given = new ArrayList<>();

  /** Keeps what it is given. */
  private final class Keeping implements StateMachine<Bytes, Bytes> {
    @Override
    public Bytes apply(OperationContext context, Bytes operation) {
      given.add(operation);
      return Bytes.EMPTY;
    }

    @Override
    public Bytes read(Bytes operation) {
      given.add(operation);
      return Bytes.EMPTY;
    }

    @Override
    public Snapshot snapshot() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void restore(Snapshot snapshot) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Snapshot readSnapshot(InputStream in) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  @DisplayName("a service that keeps an operation does not keep the batch that it came in")
  void operationsHaveMemoryOfTheirOwn() {
    RequestFactory alice = group.client("alice").requests();
    Request request = alice.create(1, Request.Kind.ORDERED, List.of(Bytes.utf8("kept")));
    BatchCodec batches = new BatchCodec(group.limits(), group.configuration().n());
    Bytes encoded = batches.encode(TestGroup.NOW, List.of(request)).encoded();
    Request arrived = batches.decode(encoded).requests().get(0);
    RequestRunner runner = new RequestRunner(new Keeping(), group.limits());

    runner.apply(arrived, new Slot(1), TestGroup.NOW);
    runner.read(arrived);

    assertThat(given).hasSize(2).allMatch(operation -> operation.equals(Bytes.utf8("kept")));
    // What is a part of another would be copied now.
    assertThat(given).allSatisfy(operation -> assertThat(operation.compact()).isSameAs(operation));
  }
}
