/**
 * What users try Holdfast with and what proves it: lab, demo, bench, simulation and scenarios.
 *
 * <p>Nothing of the product depends on this module. Start reading at {@link dev.holdfast.tests.lab.Lab}.
 */
@NullMarked
package dev.holdfast.tests;

import org.jspecify.annotations.NullMarked;
