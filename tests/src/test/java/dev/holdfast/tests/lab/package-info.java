@NullMarked
package dev.holdfast.tests.lab;

import org.jspecify.annotations.NullMarked;
