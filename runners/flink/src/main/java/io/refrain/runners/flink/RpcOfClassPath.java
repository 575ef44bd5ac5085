package io.refrain.runners.flink;

import java.util.ServiceLoader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;

/**
 * Takes Flink's messaging between its parts from the class path. Flink itself unpacks it from a jar
 * within a jar into the temporary directory at each start, to shield it from other versions of
 * Scala: there are none here, and what comes that way is in no archive of classes, which cost each
 * run a third of a second.
 */
public final class RpcOfClassPath implements RpcSystemLoader {

  /** Before Flink's own, whose priority is 0. */
  @Override
  public int getLoadPriority() {
    return -1;
  }

  @Override
  public RpcSystem loadRpcSystem(Configuration configuration) {
    return ServiceLoader.load(RpcSystem.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Flink's messaging (flink-rpc-akka) is not on the class path. Nothing was"
                        + " started. Build the runner again."));
  }
}
