package dev.holdfast.interceptors.loop;

/** Is told what a callback of the loop threw; runs on the loop's thread, and the loop goes on afterwards. */
@FunctionalInterface
public interface FailureHandler {

    /** @param where which kind of callback it was, for the log */
    void failed(String where, Throwable cause);
}
