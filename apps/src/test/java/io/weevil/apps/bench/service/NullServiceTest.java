package io.weevil.apps.bench.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class NullServiceTest {

  private static final Bytes OPERATION = Bytes.wrap(new byte[3]);

  private final NullService service = new NullService(10);

  @Test
  void resultsAreZerosBehindTheirPosition() {
    assertThat(apply(service, 1)).isEqualTo(positioned(1));
    assertThat(apply(service, 2)).isEqualTo(positioned(2));
    assertThat(apply(new NullService(0), 1)).isEqualTo(Bytes.EMPTY);
    assertThat(apply(new NullService(5), 1)).isEqualTo(Bytes.wrap(new byte[5]));
  }

  @Test
  void anAuditTellsAndChangesNothing() {
    apply(service, 1);
    apply(service, 2);
    NullService.Account account = audit(service);
    assertThat(account.operations()).isEqualTo(2);
    assertThat(account.bytes()).isEqualTo(6);
    assertThat(audit(service)).isEqualTo(account);
  }

  @Test
  void theSameOperationsInAnotherOrderAreAnotherState() throws IOException {
    NullService other = new NullService(10);
    apply(service, 1);
    apply(service, 2);
    apply(other, 2);
    apply(other, 1);
    assertThat(bytes(other.snapshot())).isNotEqualTo(bytes(service.snapshot()));
    assertThat(audit(other).operations()).isEqualTo(audit(service).operations());
  }

  @Test
  void aSnapshotIsReadAsItWasWritten() throws IOException {
    apply(service, 1);
    byte[] written = bytes(service.snapshot());
    apply(service, 2);
    service.restore(service.readSnapshot(new ByteArrayInputStream(written)));
    assertThat(bytes(service.snapshot())).isEqualTo(written);
    assertThatThrownBy(() -> service.readSnapshot(new ByteArrayInputStream(new byte[25])))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> service.readSnapshot(new ByteArrayInputStream(new byte[23])))
        .isInstanceOf(IOException.class);
  }

  private static Bytes positioned(long position) {
    return Bytes.wrap(ByteBuffer.allocate(10).putLong(position).array());
  }

  private static NullService.Account audit(NullService service) {
    return NullService.Account.of(service.apply(context(9), NullService.AUDIT));
  }

  private static Bytes apply(NullService service, long number) {
    return service.apply(context(number), OPERATION);
  }

  private static OperationContext context(long number) {
    ClientId client = new ClientId(new Digest(Bytes.wrap(new byte[Digest.SIZE])), 1);
    return new OperationContext(client, number, 0, new Slot(1), new Timestamp(0));
  }

  private static byte[] bytes(Snapshot snapshot) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    snapshot.writeTo(out);
    return out.toByteArray();
  }
}
