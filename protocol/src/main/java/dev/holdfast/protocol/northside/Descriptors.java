package dev.holdfast.protocol.northside;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.northside.ServerProcess.Holding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gives descriptors of processes to sockets and takes them away; counts them all against one limit. */
final class Descriptors {

    private final int max;
    private final Sockets sockets;
    private int count;

    Descriptors(int max, Sockets sockets) {
        this.max = max;
        this.sockets = sockets;
    }

    int count() {
        return count;
    }

    /**
     * A descriptor that stood for something else was closed in a way the shim did not see: the kernel gave it away again.
     *
     * @return false if there is no room
     */
    boolean hold(ServerProcess process, int fd, HeldSocket socket, int announcedBy) {
        Holding before = process.descriptors().get(fd);
        if (before != null && before.socket() == socket) {
            process.descriptors().put(fd, new Holding(socket, announcedBy));
            return true;
        }
        release(process, fd, CloseCause.KERNEL_WITNESS);
        if (count >= max) {
            endIfFree(socket);
            return false;
        }
        process.descriptors().put(fd, new Holding(socket, announcedBy));
        count++;
        socket.hold(process.pid());
        return true;
    }

    /** @return false if the process has no such descriptor */
    boolean release(ServerProcess process, int fd, CloseCause cause) {
        Holding holding = process.descriptors().remove(fd);
        if (holding == null) {
            return false;
        }
        count--;
        holding.socket().release(process.pid(), cause);
        endIfFree(holding.socket());
        return true;
    }

    /** Everything the process held goes with it; returns the sockets that it was the last to hold. */
    List<HeldSocket> releaseAll(ServerProcess process, CloseCause cause) {
        return dropAll(process, socket -> socket.release(process.pid(), cause));
    }

    List<HeldSocket> releaseAllKilled(ServerProcess process) {
        return dropAll(process, socket -> socket.releaseKilled(process.pid()));
    }

    /** What an earlier program image held and the present one did not announce. */
    void releaseUnannounced(ServerProcess process, int stream) {
        List<Integer> dropped = new ArrayList<>();
        process.descriptors().forEach((fd, holding) -> {
            if (holding.announcedBy() != stream) {
                dropped.add(fd);
            }
        });
        dropped.forEach(fd -> release(process, fd, CloseCause.CLOSE));
    }

    private List<HeldSocket> dropAll(ServerProcess process, Consumer<HeldSocket> release) {
        List<Holding> holdings = List.copyOf(process.descriptors().values());
        process.descriptors().clear();
        count -= holdings.size();
        List<HeldSocket> freed = new ArrayList<>();
        for (Holding holding : holdings) {
            release.accept(holding.socket());
            if (!holding.socket().isHeld()) {
                sockets.ended(holding.socket());
                freed.add(holding.socket());
            }
        }
        return freed;
    }

    private void endIfFree(HeldSocket socket) {
        if (!socket.isHeld()) {
            sockets.ended(socket);
        }
    }
}
