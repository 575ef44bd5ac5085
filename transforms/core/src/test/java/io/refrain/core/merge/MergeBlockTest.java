package io.refrain.core.merge;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class MergeBlockTest {

  @Test
  void codersAreEqualSoThatFlinkFlattensWhatTheyCode() {
    MergeBlock.BlockCoder coder = new MergeBlock.BlockCoder();

    assertThat(new MergeBlock.BlockCoder(), equalTo(coder));
    assertThat(SerializableUtils.clone(coder), equalTo(coder));
    assertThat(new MergeBlock.BlockCoder().hashCode(), equalTo(coder.hashCode()));
  }
}
