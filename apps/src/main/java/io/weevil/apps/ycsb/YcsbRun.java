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

  private static final String WORKLOAD = "workload";
  private static final String CORE_WORKLOAD = "site.ycsb.workloads.CoreWorkload";

  private final Workload workload;
  private final List<ClientThread> clients = new ArrayList<>();
  private final CountDownLatch running;

  private YcsbRun(Workload workload, int threads) {
    this.workload = workload;
    this.running = new CountDownLatch(threads);
  }

  /**
   * How much to do.
   *
   * @param operations spread evenly over the threads
   * @param targetPerSecond throttles all threads together; 0 for as fast as it goes
   */
  public record Load(Mode mode, int operations, int threads, double targetPerSecond) {}

  /**
   * Starts the workload that the properties describe.
   *
   * @param properties YCSB's
   * @param databases asked once a thread
   * @throws WorkloadException when the properties make no workload
   */
  public static YcsbRun start(Properties properties, Load load, Supplier<DB> databases)
      throws WorkloadException {
    // First of all: workloads ask for the measurements when they are made.
    Measurements.setProperties(properties);
    Workload workload = newWorkload(properties.getProperty(WORKLOAD, CORE_WORKLOAD));
    workload.init(properties);
    YcsbRun run = new YcsbRun(workload, load.threads());
    for (int i = 0; i < load.threads(); i++) {
      int share =
          load.operations() / load.threads() + (i < load.operations() % load.threads() ? 1 : 0);
      run.addThread(databases.get(), properties, load, share);
    }
    run.startThreads(load.threads());
    return run;
  }

  private static Workload newWorkload(String className) throws WorkloadException {
    try {
      return (Workload) Class.forName(className).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new WorkloadException("there is no workload " + className, e);
    }
  }

  private void addThread(DB database, Properties properties, Load load, int operations) {
    if (operations == 0) {
      // YCSB takes 0 for "without end".
      running.countDown();
      return;
    }
    database.setProperties(properties);
    clients.add(
        new ClientThread(
            database,
            load.mode() == Mode.TRANSACTIONS,
            workload,
            properties,
            operations,
            load.targetPerSecond() / load.threads() / 1_000,
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
