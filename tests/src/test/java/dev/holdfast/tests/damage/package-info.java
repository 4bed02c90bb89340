@NullMarked
package dev.holdfast.tests.damage;

import org.jspecify.annotations.NullMarked;
