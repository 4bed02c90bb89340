package dev.holdfast.testkit;

import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpOptions;
import org.jspecify.annotations.Nullable;

/**
 * Judges every segment that the wrap sends to the client, in the order of sending, by what is true: I1, I2, I3, I5, I6.
 */
final class ClientOracle {

    private final Script script;
    private final ModelTcp client;
    private final SeqNum clientIsn;
    private final TcpProfile clientProfile;
    private final ModelJournal journal;
    private final ServerHost host;
    private final VirtualTime time;
    private @Nullable Segment synAck;
    private int shift;
    private boolean timestamps;
    private boolean windowShut;
    private long sentEnd;
    private long lastAck;
    private long edge;
    private long serverEdge;
    private int lastTsVal;
    private boolean resetSent;
    private long predecessorEnd;
    private boolean clockUnknown;

    ClientOracle(
            Script script,
            ModelTcp client,
            TcpProfile clientProfile,
            ModelJournal journal,
            ServerHost host,
            VirtualTime time) {
        this.script = script;
        this.client = client;
        this.clientIsn = clientProfile.iss();
        this.clientProfile = clientProfile;
        this.journal = journal;
        this.host = host;
        this.time = time;
    }

    /** The highest acknowledgment that was sent. */
    long lastAck() {
        return lastAck;
    }

    long edge() {
        return edge;
    }

    boolean resetSent() {
        return resetSent;
    }

    /** The wrap was told that the journal has no room: it may say window 0. */
    void windowMayShut(boolean may) {
        windowShut = may;
    }

    /** Room that some life of the server had may be promised for ever; the wrap keeps the bytes. */
    void noteServerEdge(Segment segment) {
        if (segment.isSyn()) {
            serverEdge = Math.max(serverEdge, 1L + segment.wnd());
        }
        noteServerEdge();
    }

    private void noteServerEdge() {
        ModelTcp server = host.socket();
        serverEdge = Math.max(serverEdge, server == null ? 0 : server.edgeTold());
    }

    /**
     * Another node goes on. It can not know what the first one said that nobody acknowledged, nor how far it opened the window: the
     * largest one beyond the stable bytes is allowed (I3), and what the client must ignore, until it said where it is.
     */
    void nodeReplaced(int windowScale) {
        predecessorEnd = sentEnd;
        clockUnknown = true;
        serverEdge = Math.max(serverEdge, journal.confirmedEnd() + (0xffffL << Math.max(windowScale, 0)));
    }

    private void judgeQuestion(Segment segment) {
        require(
                segment.len() <= 1
                        && !segment.isFin()
                        && (synAck == null || segment.seq().toOffset(synAck.seq(), sentEnd) < client.received()),
                "I6: more than a question before the client said where it is: " + segment);
        long ack = segment.ack().toOffset(clientIsn, lastAck);
        require(ack <= journal.confirmedEnd() && ack >= lastAck, "I1: a question acknowledges " + ack);
    }

    void judge(Segment segment, boolean opened, boolean awaitsClient) {
        if (awaitsClient && !segment.isSyn() && !segment.isRst()) {
            judgeQuestion(segment);
            return;
        }
        if (segment.isSyn()) {
            judgeSynAck(segment, opened);
            return;
        }
        if (synAck == null) {
            throw new SimulationFailure("I6: a segment before the SYN/ACK: " + segment);
        }
        long offset = segment.seq().toOffset(synAck.seq(), sentEnd);
        judgeTimestamps(segment);
        if (segment.isRst()) {
            judgeReset(offset);
            return;
        }
        judgeBytes(segment, offset);
        judgeAck(segment, offset);
        judgeSack(segment);
        sentEnd = Math.max(sentEnd, offset + segment.len());
    }

    private void judgeSynAck(Segment segment, boolean opened) {
        require(opened, "I1: SYN/ACK before ConnectionOpened was stable");
        if (synAck == null) {
            synAck = segment;
            TcpOptions options = segment.options();
            boolean scaled =
                    clientProfile.windowScale() != TcpOptions.ABSENT && options.windowScale() != TcpOptions.ABSENT;
            shift = scaled ? options.windowScale() : 0;
            timestamps = clientProfile.timestamps() && options.timestamps();
            lastTsVal = options.tsVal();
            edge = 1L + segment.wnd();
            lastAck = 1;
            sentEnd = 1;
        }
        require(
                segment.seq().equals(synAck.seq()) && segment.ack().equals(clientIsn.plus(1)),
                "I6: another SYN/ACK: " + segment);
    }

    private void judgeTimestamps(Segment segment) {
        TcpOptions options = segment.options();
        if (!timestamps) {
            require(!options.timestamps(), "I6: timestamps that were not negotiated");
            return;
        }
        require(options.timestamps() || segment.isRst(), "I6: a segment without timestamps");
        if (options.timestamps()) {
            require(
                    clockUnknown || options.tsVal() - lastTsVal >= 0,
                    "I6: timestamps go backwards, from " + lastTsVal + " to " + options.tsVal());
            lastTsVal = options.tsVal();
            clockUnknown = false;
        }
    }

    private void judgeReset(long offset) {
        boolean again = resetSent;
        resetSent = true;
        if (client.isDone() || again) {
            return;
        }
        require(
                host.closedBy() != null
                        && host.closedBy() != dev.holdfast.protocol.connection.ConnectionEvent.CloseCause.SHUTDOWN,
                "I5: RST although the program did not close");
        require(script.serverMayReset(), "I5: RST in a script without one");
        require(offset >= 0 && offset <= script.output().length + 2, "I6: RST out of range");
    }

    private void judgeBytes(Segment segment, long offset) {
        Payload payload = segment.payload();
        byte[] truth = script.output();
        long end = offset + payload.length();
        for (int i = 0; i < payload.length(); i++) {
            long index = offset - 1 + i;
            require(
                    index >= 0 && index < truth.length && payload.at(i) == truth[(int) index],
                    "I6: a byte to the client that the server never says, offset " + (index + 1));
        }
        if (!payload.isEmpty()) {
            require(
                    script.dependsOn(end - 1) <= journal.confirmedEnd(),
                    "I2: output " + end + " before its input " + script.dependsOn(end - 1) + " is stable, stable is "
                            + journal.confirmedEnd());
            require(
                    host.ticketOf(end) <= journal.confirmedTicket() || end <= client.received(),
                    "I2: output before its outcomes are stable");
            require(
                    end <= client.edgeTold() + (1L << Math.max(clientProfile.windowScale(), 0)) + 1,
                    "I6: bytes beyond the client's window: " + end + " > " + client.edgeTold());
        }
        if (segment.isFin() && !client.isDone()) {
            require(
                    script.serverSendsFin() && end == truth.length + 1 && host.closedBy() != null,
                    "I5: FIN although the program did not close");
        }
    }

    private void judgeAck(Segment segment, long offset) {
        require(segment.isAck(), "I6: no ACK: " + segment);
        long ack = segment.ack().toOffset(clientIsn, lastAck);
        require(ack <= journal.confirmedEnd(), "I1: acknowledged " + ack + ", stable is " + journal.confirmedEnd());
        require(ack <= client.sent(), "I6: acknowledged " + ack + ", the client sent " + client.sent());
        require(ack >= lastAck, "I6: acknowledgment goes back from " + lastAck + " to " + ack);
        long told = ack + ((long) segment.wnd() << shift);
        require(
                told > edge - (1L << shift) || (windowShut && segment.wnd() == 0) || segment.wnd() == 0xffff,
                "I3: right edge moves left from " + edge + " to " + told);
        noteServerEdge();
        require(told < serverEdge + (1L << shift), "I11: promised room that nobody has: " + told + " > " + serverEdge);
        boolean news = ack > lastAck || told >= edge + (1L << shift);
        require(
                segment.len() > 0
                        || !news
                        || offset >= sentEnd
                        || offset >= client.received()
                        || offset < predecessorEnd,
                "I4: news in a segment that the client must ignore: seq " + offset + " of " + sentEnd);
        lastAck = ack;
        edge = Math.max(edge, told);
        if (timestamps && segment.options().timestamps()) {
            int echo = segment.options().tsEcr();
            require(
                    clientProfile.clock(time.now()) - echo >= 0 && echo - clientProfile.clock(0) >= 0,
                    "I6: echo of a client's clock that was never shown: " + echo);
        }
    }

    private void judgeSack(Segment segment) {
        boolean first = true;
        for (TcpOptions.SackBlock block : segment.options().sack()) {
            long left = block.left().toOffset(clientIsn, lastAck);
            long right = block.right().toOffset(clientIsn, lastAck);
            require(
                    left >= 1 && left < right && right <= client.sent() && (left > lastAck || first),
                    "I6: SACK block " + left + "-" + right + " with ack " + lastAck);
            first = false;
        }
    }

    /** An ICMP error about a segment; the client is given it. */
    void judgeUnreachable(SeqNum seq) {
        long offset = seq.toOffset(clientIsn, lastAck);
        require(
                offset == lastAck && offset < client.sent(),
                "I12: an error about " + offset + ", which the client never sent");
        client.unreachable(seq);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new SimulationFailure(otherwise);
        }
    }
}
