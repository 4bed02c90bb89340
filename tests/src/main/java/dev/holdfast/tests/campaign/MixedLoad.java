package dev.holdfast.tests.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.Progress;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.WireWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Connections of the checking client that upload, download, do both and chat, watched on the client's wire.
 *
 * <p>Two connections live to the end; the others end and begin meanwhile, so that openings and endings fall into failures too.
 */
final class MixedLoad implements AutoCloseable {

    private static final int LONG_LIVED = 2;
    /** A cold recovery repeats a connection's whole history: an hour of a lasting one is to stay below 200 MB. */
    private static final long LASTING_SHARE = 64;

    private static final String FOR_EVER = "1000000000000";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final WireWatch wire;
    private final Client lasting;
    private final Client coming;
    private final Map<Client, Long> progress = new ConcurrentHashMap<>();

    private MixedLoad(Lab lab, CampaignRequest request) throws InterruptedException {
        this.wire = WireWatch.on(lab);
        this.lasting =
                client(lab, request, LONG_LIVED, "both,lines", FOR_EVER, request.bytesPerSecond() / LASTING_SHARE);
        this.coming = client(
                lab,
                request,
                Math.max(1, request.connections() - LONG_LIVED),
                "upload,blast,both,lines",
                Long.toString(request.sessionBytes()),
                request.bytesPerSecond());
    }

    /** Against the "mixed" server of {@code lab}; it goes on until {@link #windUp}. */
    static MixedLoad start(Lab lab, CampaignRequest request) throws InterruptedException {
        return new MixedLoad(lab, request);
    }

    private Client client(Lab lab, CampaignRequest request, int connections, String modes, String bytes, long rate) {
        List<String> command = SystemPrograms.streamClient(
                lab,
                "--mixed",
                "--split",
                "--progress",
                "--mode",
                modes,
                "--connections",
                Integer.toString(connections),
                "--bytes",
                bytes,
                "--rate",
                Long.toString(rate),
                "--lines",
                bytes.equals(FOR_EVER) ? FOR_EVER : "60",
                "--seconds",
                "100000",
                "--seed",
                Long.toString(request.seed() * 1_000_000 + connections));
        return Client.start(
                lab, command, (client, line) -> Progress.of(line).ifPresent(moved -> progress.put(client, moved)));
    }

    /** Bytes that each client knows to have arrived, here or there, so far. */
    Map<Client, Long> progress() {
        return Map.copyOf(progress);
    }

    /** Whether both clients have come further since {@code before}. */
    boolean hasMovedSince(Map<Client, Long> before) {
        return Stream.of(lasting, coming)
                .allMatch(client -> progress.getOrDefault(client, 0L) > before.getOrDefault(client, 0L));
    }

    /** False once a client gave up, which it does at the first wrong byte. */
    boolean runs() {
        return lasting.runs() && coming.runs();
    }

    /** Lets all connections end well, and gives what the clients and the wire saw. */
    LoadReport windUp() throws InterruptedException {
        lasting.interrupt();
        coming.interrupt();
        List<JsonNode> reports = List.of(lasting.json(PATIENCE), coming.json(PATIENCE));
        return new LoadReport(reports, wire.stop());
    }

    @Override
    public void close() {
        lasting.close();
        coming.close();
        wire.close();
    }
}
