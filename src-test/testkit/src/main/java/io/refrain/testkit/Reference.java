package io.refrain.testkit;

import io.refrain.testkit.difference.Span;
import io.refrain.testkit.inject.FaultPoint;
import io.refrain.testkit.stored.StoredRow;
import java.util.List;
import java.util.Map;

/**
 * What the reference run left and showed.
 *
 * @param initial the content before it
 * @param content the content after it
 * @param span when it took place
 * @param arrivals how often it passed each fault point
 * @param hooks what it plugged in
 */
record Reference(
    List<StoredRow> initial,
    List<StoredRow> content,
    Span span,
    Map<FaultPoint, Integer> arrivals,
    Ended.Hooks hooks) {}
