package dev.holdfast.interceptors.path;

import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.southside.Phase;
import dev.holdfast.protocol.wire.DropReason;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IcmpError;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.PacketCodec;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All packets of one virtual address: those of protected connections go through their wraps, everything else passes by.
 *
 * <p>Order rule (I2): a packet is received first, then the shim's ring is drained, then the packet is processed. Owned by the
 * loop's thread.
 */
public final class PacketPath {

    private final IpAddress vip;
    private final PathPorts ports;
    private final ConnectionJournal.Factory journals;
    private final ConnectionTable table;
    private final PathCounters counters = new PathCounters();
    private final Neighbours neighbours = new Neighbours();
    private final Map<Integer, ServiceTap> services = new HashMap<>();
    private final AddressAnswers answers;

    /** Answers questions for the address itself: ARP and neighbour discovery. */
    @FunctionalInterface
    public interface AddressAnswers {

        /** Whether {@code frame} was such a question, and has been dealt with. */
        boolean answer(Frame frame, Link wire);
    }

    /** Bounds of the connection table. */
    public record Limits(int connectionsMax, int halfOpenMax) {}

    public PacketPath(
            IpAddress vip,
            Link wire,
            Link inner,
            LongSupplier clock,
            Limits limits,
            AddressAnswers answers,
            ConnectionJournal.Factory journals) {
        this.vip = vip;
        this.ports = new PathPorts(wire, inner, new SegmentSender(counters), counters, clock);
        this.journals = journals;
        this.answers = answers;
        this.table = new ConnectionTable(limits.connectionsMax(), limits.halfOpenMax());
    }

    public void serve(int port, ServiceTap service) {
        services.put(port, service);
    }

    /** Puts a connection of {@code service} that the journal holds back in its place; it is silent until {@link #wake}. */
    public void restore(Connection.Open state, ServiceTap service) {
        table.put(ConnectionDriver.restored(state, service, ports, journals));
    }

    /** Frames reach the clients from now on: those of restored connections are asked where they stand. */
    public void wake() {
        List.copyOf(table.all()).forEach(ConnectionDriver::wake);
        flush();
    }

    public Collection<ConnectionDriver> connections() {
        return table.all();
    }

    public List<ConnectionDriver> connectionsOf(ServiceTap service) {
        return table.of(service);
    }

    public @Nullable ConnectionDriver connection(FourTuple tuple) {
        return table.get(tuple);
    }

    public PathCounters counters() {
        return counters;
    }

    public void flush() {
        ports.inner().flush();
        ports.wire().flush();
    }

    /** Timers of connections that are opening or recovering; to be called every few milliseconds. */
    public void tick() {
        services.values().forEach(service -> service.drain(true));
        for (ConnectionDriver driver : List.copyOf(table.all())) {
            driver.tick();
        }
    }

    /** Forgets what is long over; to be called every few seconds. */
    public void sweep() {
        table.sweep(ports.clock().getAsLong());
    }

    // ---- from the clients

    public void wireReadable() {
        ports.wire().receive(this::fromWire);
        ports.inner().flush();
    }

    private void fromWire(Frame frame) {
        if (answers.answer(frame, ports.wire())) {
            return;
        }
        if (frame.etherType() != Frame.IPV4 && frame.etherType() != Frame.IPV6) {
            return;
        }
        switch (decode(frame)) {
            case PacketCodec.Decoded.Malformed malformed -> counters.drop(malformed.reason());
            case PacketCodec.Decoded.Other other -> {
                if (other.destination().equals(vip) && isInServersNumbers(frame, other)) {
                    passToServer(frame, other.source());
                }
            }
            case PacketCodec.Decoded.Tcp packet -> {
                if (packet.destination().address().equals(vip)) {
                    fromClient(frame, packet);
                }
            }
        }
    }

    private void fromClient(Frame frame, PacketCodec.Decoded.Tcp packet) {
        counters.segmentsIn++;
        ServiceTap service = services.get(packet.destination().port());
        FourTuple tuple = new FourTuple(packet.source(), packet.destination());
        ConnectionDriver driver = service == null ? null : table.get(tuple);
        Segment segment = packet.segment();
        ports.sender().begin(frame, packet, ports.inner());
        if (service != null && opens(segment) && isNew(driver, segment)) {
            open(frame, tuple, segment, service);
        } else if (driver != null) {
            driver.fromClient(segment, frame.sourceMac());
        } else {
            passToServer(frame, packet.source().address());
        }
        ports.sender().end();
    }

    /** An error about a segment names it as the client knows it; the server's TCP must find its own number there (I6). */
    private boolean isInServersNumbers(Frame frame, PacketCodec.Decoded.Other packet) {
        IcmpError error = IcmpError.in(frame.memory(), frame.ipOffset(), frame.ipLength(), packet);
        if (error == null || !error.source().address().equals(vip)) {
            return true;
        }
        ConnectionDriver driver = table.get(new FourTuple(error.destination(), error.source()));
        if (driver == null) {
            return true;
        }
        SeqNum number = driver.wrap().numberForServer(error.seq());
        if (number == null) {
            counters.drop(DropReason.OLD_INCARNATION);
            return false;
        }
        error.renumber(number);
        return true;
    }

    private static boolean opens(Segment segment) {
        return (segment.flags() & (TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST | TcpFlags.FIN)) == TcpFlags.SYN;
    }

    /** State of a finished connection and of its successor on the same ports must not meet. */
    private static boolean isNew(@Nullable ConnectionDriver driver, Segment syn) {
        if (driver == null) {
            return true;
        }
        return driver.wrap().phase() == Phase.ENDED && !driver.id().clientIsn().equals(syn.seq());
    }

    private void open(Frame frame, FourTuple tuple, Segment syn, ServiceTap service) {
        if (!table.hasRoom()) {
            counters.unprotected++;
            passToServer(frame, tuple.client().address());
            return;
        }
        ConnectionId id = new ConnectionId(service.name(), tuple, syn.seq());
        table.put(ConnectionDriver.opening(id, syn, frame.sourceMac(), service, ports, journals));
    }

    private void passToServer(Frame frame, IpAddress from) {
        neighbours.learn(from, frame.sourceMac());
        counters.passedBy++;
        ports.inner().send(frame, 0);
    }

    // ---- from the server

    public void innerReadable() {
        ports.inner().receive(this::fromInner);
        ports.wire().flush();
    }

    private void fromInner(Frame frame) {
        switch (decode(frame)) {
            case PacketCodec.Decoded.Malformed malformed -> counters.drop(malformed.reason());
            case PacketCodec.Decoded.Other other -> {
                if (other.source().equals(vip)) {
                    passToWire(frame, other.destination());
                }
            }
            case PacketCodec.Decoded.Tcp packet -> {
                if (packet.source().address().equals(vip)) {
                    fromServer(frame, packet);
                }
            }
        }
    }

    private void fromServer(Frame frame, PacketCodec.Decoded.Tcp packet) {
        Endpoint server = packet.source();
        ServiceTap service = services.get(server.port());
        ConnectionDriver driver = service == null ? null : table.get(new FourTuple(packet.destination(), server));
        if (driver == null || service == null) {
            passToWire(frame, packet.destination().address());
            return;
        }
        service.drain(packet.segment().isFin() || packet.segment().isRst());
        ports.sender().begin(frame, packet, ports.wire());
        driver.fromServer(packet.segment());
        ports.sender().end();
    }

    private void passToWire(Frame frame, IpAddress to) {
        long mac = neighbours.macOf(to);
        if (mac == Neighbours.UNKNOWN) {
            counters.withoutNeighbour++;
            return;
        }
        counters.passedBy++;
        ports.wire().send(frame, mac);
    }

    private static PacketCodec.Decoded decode(Frame frame) {
        return PacketCodec.decode(frame.memory(), frame.ipOffset(), frame.ipLength(), !frame.checksumVerified());
    }
}
