/**
 * What a scenario came to, in AssertJ's manner: what the client saw, and what the journal holds.
 *
 * <p>Start at {@link dev.holdfast.testkit.assertions.ScenarioAssertions}. A failure ends in the last packets of the scenario.
 */
@NullMarked
package dev.holdfast.testkit.assertions;

import org.jspecify.annotations.NullMarked;
