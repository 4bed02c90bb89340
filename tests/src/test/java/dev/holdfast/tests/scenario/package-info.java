/** The persistent actors under scenarios of the test kit, and by themselves on Akka's test kits. */
@NullMarked
package dev.holdfast.tests.scenario;

import org.jspecify.annotations.NullMarked;
