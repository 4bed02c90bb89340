package dev.holdfast.interceptors.loop;

/** Something scheduled that need not happen any more; any thread may cancel it, once or more often. */
@FunctionalInterface
public interface Cancellable {

    void cancel();
}
