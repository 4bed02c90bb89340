package dev.holdfast.tests.bench;

import java.util.List;

/** One way from the client to the load server; all beds have a client's namespace, a host's in the middle and a server's. */
interface Bed {

    /** The row's name. */
    String name();

    /** Whether all of the load is measured here, or bulk uploads only. */
    boolean uploadsOnly();

    /** The words that run the load client: {@code kind} is up, down or rr. */
    List<String> load(String kind, int connections, double seconds, long bytes);

    /** CPU seconds that the processes in the middle have used so far. */
    double cpuSeconds();
}
