/** Damages a journal's files and asks whether anybody would read something wrong without being told. */
@NullMarked
package dev.holdfast.tests.damage;

import org.jspecify.annotations.NullMarked;
