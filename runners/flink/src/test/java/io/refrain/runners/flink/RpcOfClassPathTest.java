package io.refrain.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.sameInstance;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.junit.jupiter.api.Test;

class RpcOfClassPathTest {

  @Test
  void flinkTakesItsMessagingFromTheClassPathAndUnpacksNothing() {
    ClassLoader loader = RpcSystem.load(new Configuration()).getClass().getClassLoader();
    assertThat(loader, sameInstance(RpcSystem.class.getClassLoader()));
  }
}
