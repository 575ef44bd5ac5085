package io.refrain.testkit.report;

import io.refrain.testkit.scenario.Scenario;
import java.time.Duration;

/**
 * What came of one scenario, and what it took.
 *
 * @param runs how often the pipeline was run for it
 * @param time how long it took
 */
public record ScenarioResult(Scenario scenario, Outcome outcome, int runs, Duration time) {}
