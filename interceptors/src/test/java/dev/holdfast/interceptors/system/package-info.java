/** The links and claims against the real kernel, in network namespaces; needs root. */
@NullMarked
package dev.holdfast.interceptors.system;

import org.jspecify.annotations.NullMarked;
