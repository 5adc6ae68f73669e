package io.weevil.engine.message;

import static io.weevil.engine.message.DecoderSubject.LIMITS;
import static io.weevil.engine.message.MessageArbitraries.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.weevil.engine.Rule;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every decoder against bytes that nobody honest makes. Whatever comes, a decoder returns or throws
 * {@link MalformedMessageException}; it allocates no more than {@link #ALLOCATION_BASE}, and {@link
 * #ALLOCATION_A_BYTE} for each byte of its input; and it accepts only the one encoding of what it
 * returns.
 *
 * <p>{@code -Dweevil.fuzz.rounds=100000} makes the random tests longer, {@code
 * -Dweevil.fuzz.seed=1} different.
 */
@Rule("R-AUTH")
class DecoderFuzzTest {

  private static final long SEED = Long.getLong("weevil.fuzz.seed", 20_260_901L);
  private static final int DEFAULT_ROUNDS = 2_000;
  private static final int ROUNDS = Integer.getInteger("weevil.fuzz.rounds", DEFAULT_ROUNDS);
  private static final Duration NO_HANG = Duration.ofSeconds(120).plusMillis(5L * ROUNDS);

  /** What a decoding may allocate whatever its input: parsers, an exception and its text. */
  private static final long ALLOCATION_BASE = 24 * 1_024;

  /** What a decoding may allocate for each byte of its input: operations of one byte take most. */
  private static final long ALLOCATION_A_BYTE = 48;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<DecoderSubject<?>> subjects = DecoderSubject.all();

  @Test
  void whatIsCutOffAnywhereIsRefused() {
    forEachSubject(
        subject -> {
          for (int length = 0; length < subject.sample().length; length++) {
            mustRefuse(subject, Arrays.copyOf(subject.sample(), length));
          }
        });
  }

  @Test
  void whateverFollowsIsRefused() {
    forEachSubject(
        subject -> {
          int end = subject.sample().length;
          for (int next = 0; next < 256; next++) {
            mustRefuse(
                subject, Mutations.splice(subject.sample(), end, 0, new byte[] {(byte) next}));
          }
          mustRefuse(subject, Mutations.splice(subject.sample(), end, 0, subject.sample()));
        });
  }

  @Test
  void everyFlippedBitIsRefusedOrMakesAnotherMessage() {
    forEachSubject(
        subject -> {
          for (int bit = 0; bit < 8 * subject.sample().length; bit++) {
            isRefused(subject, Mutations.flipBit(subject.sample(), bit));
          }
        });
  }

  @Test
  void evilHeadsAnywhereAreHarmless() {
    forEachSubject(
        subject -> {
          // Every head comes to each part of a message; to every byte of it in the long run only.
          int stride = ROUNDS > DEFAULT_ROUNDS ? 1 : 5;
          for (int i = 0; i < Mutations.EVIL_HEADS.size(); i++) {
            for (int at = i % stride; at < subject.sample().length; at += stride) {
              isRefused(
                  subject, Mutations.splice(subject.sample(), at, 0, Mutations.EVIL_HEADS.get(i)));
              isRefused(
                  subject, Mutations.splice(subject.sample(), at, 1, Mutations.EVIL_HEADS.get(i)));
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0x5f})
  void deepNestingIsRefused(int opening) {
    byte[] deep = new byte[4_000];
    Arrays.fill(deep, (byte) opening);
    forEachSubject(
        subject -> {
          mustRefuse(subject, deep);
          mustRefuse(subject, Mutations.splice(subject.sample(), 1, 0, deep));
        });
  }

  @Test
  void anItemThatComesTwiceIsHarmless() {
    forEachSubject(
        subject -> {
          byte[] sample = subject.sample();
          for (int from = 0; from < sample.length; from++) {
            for (int size : new int[] {1, 2, 9, 34, 66, 68}) {
              byte[] item = Arrays.copyOfRange(sample, from, Math.min(sample.length, from + size));
              isRefused(subject, Mutations.splice(sample, from, 0, item));
            }
          }
        });
  }

  @Test
  void randomBytesAreHarmless() {
    Random random = random("random bytes");
    forEachSubject(
        subject -> {
          for (int round = 0; round < ROUNDS; round++) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            // Every other one begins as it should, to come further.
            int kept =
                round % 2 == 0
                    ? 0
                    : Math.min(noise.length, random.nextInt(subject.sample().length));
            System.arraycopy(subject.sample(), 0, noise, 0, kept);
            isRefused(subject, noise);
          }
        });
  }

  @Test
  void tamperedMessagesAreHarmless() {
    Random random = random("tampered messages");
    forEachSubject(
        subject -> {
          for (int round = 0; round < ROUNDS; round++) {
            byte[] donor = subjects.get(random.nextInt(subjects.size())).sample();
            isRefused(subject, Mutations.anyOf(random, subject.sample(), donor));
          }
        });
  }

  @Test
  void messagesAreHarmlessToTheDecodersOfOtherKinds() {
    forEachSubject(subject -> subjects.forEach(other -> isRefused(subject, other.sample())));
  }

  @Test
  void manyShortOperationsStayWithinTheBound() {
    RequestCodec codec = new RequestCodec(LIMITS, N);
    RequestCodec.Parts parts = codec.parts(GoldenSamples.SIGNED.encoded());
    List<Bytes> operations = Collections.nCopies(700, Bytes.ofHex("07"));
    Bytes body = codec.encodeBody(1, 1, Request.Kind.ORDERED, operations);
    byte[] request = codec.encode(parts.certificateBytes(), body, parts.authenticator()).toArray();
    for (DecoderSubject<?> subject : subjects) {
      if (subject.name().equals("request-signed")) {
        assertThat(isRefused(subject, request)).isFalse();
      }
    }
  }

  private static Random random(String what) {
    System.out.println(
        "fuzzing with " + what + ": seed " + SEED + ", " + ROUNDS + " rounds a decoder");
    return new Random(SEED);
  }

  private void forEachSubject(Consumer<DecoderSubject<?>> test) {
    assertTimeoutPreemptively(
        NO_HANG,
        () -> {
          for (DecoderSubject<?> subject : subjects) {
            assertThat(isRefused(subject, subject.sample()))
                .as("%s refuses its sample", subject)
                .isFalse();
            test.accept(subject);
          }
        });
  }

  private static void mustRefuse(DecoderSubject<?> subject, byte[] input) {
    if (!isRefused(subject, input)) {
      throw failure(subject, input, "accepts what it must refuse", null);
    }
  }

  /** Whether the decoder refuses {@code input}; fails when it breaks one of its promises. */
  private static <T> boolean isRefused(DecoderSubject<T> subject, byte[] input) {
    Bytes bytes = Bytes.copyOf(input);
    Attempt<T> attempt = attempt(subject, bytes);
    assertWithinBound(subject, bytes, attempt);
    if (attempt.thrown() instanceof MalformedMessageException) {
      return true;
    }
    if (attempt.thrown() != null) {
      throw failure(subject, input, "throws " + attempt.thrown(), attempt.thrown());
    }
    Bytes again = subject.encode().apply(attempt.decoded());
    if (!again.equals(bytes)) {
      throw failure(subject, input, "accepts a second form of " + again.toHex(), null);
    }
    return false;
  }

  private static <T> void assertWithinBound(
      DecoderSubject<T> subject, Bytes input, Attempt<T> first) {
    long bound = ALLOCATION_BASE + ALLOCATION_A_BYTE * input.size();
    // The second time no class is loaded any more, and Jackson's buffers are there.
    if (first.allocated() > bound && attempt(subject, input).allocated() > bound) {
      String fault = "allocates " + first.allocated() + " bytes, bound " + bound;
      throw failure(subject, input.unsafeArray(), fault, null);
    }
  }

  private record Attempt<T>(T decoded, Throwable thrown, long allocated) {}

  private static <T> Attempt<T> attempt(DecoderSubject<T> subject, Bytes input) {
    T decoded = null;
    Throwable thrown = null;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      decoded = subject.decode().apply(input);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      thrown = e;
    }
    return new Attempt<>(decoded, thrown, THREADS.getCurrentThreadAllocatedBytes() - before);
  }

  private static AssertionError failure(
      DecoderSubject<?> subject, byte[] input, String what, Throwable cause) {
    String hex = HexFormat.of().formatHex(input);
    return new AssertionError(subject + " " + what + "; seed " + SEED + ", input " + hex, cause);
  }
}
