package io.refrain.runners.flink;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;
import org.apache.flink.runtime.rpc.pekko.PekkoRpcSystem;

/**
 * Lets the parts of an embedded cluster talk to one another by classes of the class path.
 *
 * <p>Flink's own loader unpacks the same classes, 22 MB, to the temporary directory and loads them
 * from there, anew for each cluster: so that a real cluster's Scala does not meet a job's. Here
 * there is no other Scala, and from the class path they come out of the launcher's class archive.
 * It saves half of what a small job costs.
 */
public final class ClassPathRpcSystem implements RpcSystemLoader {

  /** Before Flink's own, which is 0: the least one is asked first. */
  @Override
  public int getLoadPriority() {
    return -1;
  }

  @Override
  public RpcSystem loadRpcSystem(Configuration configuration) {
    return new PekkoRpcSystem();
  }
}
