package io.refrain.testkit.junit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.is;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

final class TestPipelineExtensionTest {
  private static final String INSIDE = "refrain.testkit.inside";

  /** Run from the outer test only: most of its tests fail. */
  @ExtendWith(TestPipelineExtension.class)
  @EnabledIfSystemProperty(named = INSIDE, matches = "true")
  static final class Inside {
    private static PCollection<Integer> numbers(TestPipeline pipeline) {
      return pipeline.apply(Create.of(1, 2));
    }

    @Test
    void runs(TestPipeline pipeline) {
      PAssert.that(numbers(pipeline)).containsInAnyOrder(2, 1);
      pipeline.run().waitUntilFinish();
    }

    @Test
    void forgetsToRun(TestPipeline pipeline) {
      PAssert.that(numbers(pipeline)).containsInAnyOrder(7);
    }

    @Test
    void addsAfterTheRun(TestPipeline pipeline) {
      PCollection<Integer> numbers = numbers(pipeline);
      pipeline.run().waitUntilFinish();
      PAssert.that(numbers).containsInAnyOrder(7);
    }

    @Test
    void assertsWhatIsWrong(TestPipeline pipeline) {
      PAssert.that(numbers(pipeline)).containsInAnyOrder(7);
      pipeline.run().waitUntilFinish();
    }

    @Test
    void doesNotAsk() {}

    @Test
    void failsByItself(TestPipeline pipeline) {
      throw new IllegalStateException("of its own: " + numbers(pipeline).getName());
    }
  }

  @Test
  void aTestThatForgetsToRunItsPipelineFails() {
    Map<String, String> failures = new TreeMap<>();
    Map<String, String> successes = new TreeMap<>();
    String before = System.setProperty(INSIDE, "true");
    try {
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(Inside.class))
                  .build(),
              new TestExecutionListener() {
                @Override
                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                  if (test.isTest()) {
                    result
                        .getThrowable()
                        .ifPresentOrElse(
                            e ->
                                failures.put(
                                    test.getDisplayName().replaceFirst("\\(.*", ""),
                                    e.getClass().getSimpleName()),
                            () ->
                                successes.put(test.getDisplayName().replaceFirst("\\(.*", ""), ""));
                  }
                }
              });
    } finally {
      System.clearProperty(INSIDE);
    }
    assertThat(before == null, is(true));
    assertThat(successes, is(Map.of("runs", "", "doesNotAsk", "")));
    assertThat(failures, hasEntry("forgetsToRun", "PipelineRunMissingException"));
    assertThat(failures, hasEntry("addsAfterTheRun", "AbandonedNodeException"));
    assertThat(failures, hasEntry("assertsWhatIsWrong", "AssertionError"));
    assertThat(failures, hasEntry("failsByItself", "IllegalStateException"));
    assertThat(failures.size(), is(4));
  }
}
