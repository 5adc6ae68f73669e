package io.weevil.apps.ycsb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import site.ycsb.ClientThread;
import site.ycsb.DB;
import site.ycsb.Workload;
import site.ycsb.WorkloadException;
import site.ycsb.measurements.Measurements;

/** A run of one of YCSB's workloads: YCSB's own client threads, until they are done or stopped. */
public final class YcsbRun {

  /** What YCSB's threads do. */
  public enum Mode {
    /** Insert the records. */
    LOAD,
    /** Do the workload's operations on them. */
    TRANSACTIONS
  }

  /** YCSB's names for settings that concern the run and not the workload. */
  public static final String OPERATION_COUNT = "operationcount";

  public static final String RECORD_COUNT = "recordcount";
  public static final String THREAD_COUNT = "threadcount";
  public static final String TARGET = "target";

  private final Workload workload;
  private final List<ClientThread> clients = new ArrayList<>();
  private final CountDownLatch running;

  private YcsbRun(Workload workload, int threads) {
    this.workload = workload;
    this.running = new CountDownLatch(threads);
  }

  /**
   * Starts {@code operations} operations, spread evenly over the threads.
   *
   * @param workload fresh: it is initialized here, and cannot be used again once stopped
   * @param properties YCSB's, which describe the workload
   * @param targetPerSecond throttles all threads together; 0 for as fast as it goes
   * @param databases asked once a thread
   * @throws WorkloadException when the properties make no workload
   */
  public static YcsbRun start(
      Workload workload,
      Properties properties,
      Mode mode,
      int operations,
      int threads,
      double targetPerSecond,
      Supplier<DB> databases)
      throws WorkloadException {
    Measurements.setProperties(properties);
    workload.init(properties);
    YcsbRun run = new YcsbRun(workload, threads);
    double targetPerThreadAndMilli = targetPerSecond / threads / 1_000;
    for (int i = 0; i < threads; i++) {
      int share = operations / threads + (i < operations % threads ? 1 : 0);
      run.addThread(databases.get(), properties, mode, share, targetPerThreadAndMilli);
    }
    run.startThreads(threads);
    return run;
  }

  private void addThread(
      DB database, Properties properties, Mode mode, int operations, double target) {
    if (operations == 0) {
      // YCSB takes 0 for "without end".
      running.countDown();
      return;
    }
    database.setProperties(properties);
    clients.add(
        new ClientThread(
            database,
            mode == Mode.TRANSACTIONS,
            workload,
            properties,
            operations,
            target,
            running));
  }

  private void startThreads(int threads) {
    for (int i = 0; i < clients.size(); i++) {
      ClientThread client = clients.get(i);
      client.setThreadId(i);
      client.setThreadCount(threads);
      Thread.ofPlatform().daemon().name("ycsb-" + i).start(client);
    }
  }

  /** Operations that have ended. */
  public long operationsDone() {
    return clients.stream().mapToLong(ClientThread::getOpsDone).sum();
  }

  /** Each thread ends after the operation that it is at. */
  public void requestStop() {
    workload.requestStop();
  }

  /** Returns whether all threads have ended. */
  public boolean await(Duration patience) throws InterruptedException {
    return running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
