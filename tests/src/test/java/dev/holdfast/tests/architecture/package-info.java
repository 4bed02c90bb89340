/**
 * The rules that keep the house in shape: who may know whom, and what the pure core may not touch.
 */
@NullMarked
package dev.holdfast.tests.architecture;

import org.jspecify.annotations.NullMarked;
