package io.refrain.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.blocks.LatestBy;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.pipelines.input.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpsertPipelineTest {
  @TempDir private Path dir;

  @Test
  void deletesThatNobodyRemembersAreRefusedWhileThePipelineIsBuilt() throws IOException {
    Path input = Files.writeString(dir.resolve("in.csv"), "id,v,op\n1,1,d\n");
    UpsertPipeline.Options options =
        new UpsertPipeline.Options(
            Delivery.find(input.toString(), null, "id BIGINT, v INTEGER, op VARCHAR", false),
            new LatestBy(List.of("id"), List.of("v"), "op"),
            JdbcConnection.of("jdbc:h2:mem:never"),
            "orders",
            true,
            Rejections.NONE);

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> UpsertPipeline.build(Pipeline.create(), options));

    assertThat(
        refused.getMessage(),
        is(
            "'op' marks deletes, and they have to be remembered: otherwise a late older row would"
                + " bring a deleted key back to life. Say how: tombstones(timeToLive) keeps them in"
                + " a side table, softDelete(column) flags the row and leaves it."));
  }
}
