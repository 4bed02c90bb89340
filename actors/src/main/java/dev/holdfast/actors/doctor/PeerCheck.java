package dev.holdfast.actors.doctor;

import dev.holdfast.config.ClusterNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Whether another node's two ports can be reached; nothing is said to them. */
record PeerCheck(ClusterNode peer) implements Check {

    private static final int PATIENCE_MILLIS = 1000;

    @Override
    public String subject() {
        return "node " + peer.name();
    }

    @Override
    public Finding look() {
        List<String> obstacles = new ArrayList<>();
        reach(peer.journalPort(), "journal", obstacles);
        reach(peer.clusterPort(), "cluster", obstacles);
        return obstacles.isEmpty()
                ? new Finding.Fine(
                        peer.address() + " answers on ports " + peer.journalPort() + " and " + peer.clusterPort())
                : new Finding.Warning(
                        String.join(", ", obstacles),
                        "refused: start the node there; silent: open the port between the hosts");
    }

    private void reach(int port, String what, List<String> obstacles) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(peer.address().toString(), port), PATIENCE_MILLIS);
        } catch (ConnectException refused) {
            obstacles.add("%s port %d of %s is refused".formatted(what, port, peer.address()));
        } catch (IOException silent) {
            obstacles.add("%s port %d of %s is silent".formatted(what, port, peer.address()));
        }
    }
}
