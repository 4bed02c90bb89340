@NullMarked
package dev.holdfast.tests.campaign;

import org.jspecify.annotations.NullMarked;
