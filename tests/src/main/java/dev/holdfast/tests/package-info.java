@NullMarked
package dev.holdfast.tests;

import org.jspecify.annotations.NullMarked;
