package dev.holdfast.actors.placement;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializerWithStringManifest;
import dev.holdfast.actors.connection.ConnectionSummary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;

/** The bytes of {@link PlacementMessage}; bound to it in the node's configuration. Made by Akka; for any thread. */
public final class PlacementSerializer extends SerializerWithStringManifest {

    private static final int IDENTIFIER = 77_002;
    private static final String FIND = "find";
    private static final String FOUND = "found";
    private static final String NOT_OWNER = "not-owner";

    private final ActorRefResolver refs;

    public PlacementSerializer(ExtendedActorSystem system) {
        this.refs = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return switch ((PlacementMessage) message) {
            case PlacementMessage.Find _ -> FIND;
            case PlacementMessage.Found _ -> FOUND;
            case PlacementMessage.NotOwner _ -> NOT_OWNER;
        };
    }

    @Override
    public byte[] toBinary(Object message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write((PlacementMessage) message, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private void write(PlacementMessage message, DataOutputStream out) throws IOException {
        switch (message) {
            case PlacementMessage.Find find -> {
                out.writeUTF(find.connection());
                out.writeUTF(refs.toSerializationFormat(find.replyTo()));
            }
            case PlacementMessage.Found found -> {
                out.writeUTF(found.node());
                ConnectionSummary summary = found.summary();
                out.writeUTF(summary.connection());
                out.writeUTF(summary.state().name());
                out.writeLong(summary.logged());
                out.writeLong(summary.clientAcked());
                out.writeInt(summary.incarnation());
            }
            case PlacementMessage.NotOwner notOwner -> out.writeUTF(notOwner.node());
        }
    }

    /** @throws NotSerializableException if the bytes are none of ours */
    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return switch (manifest) {
                case FIND -> new PlacementMessage.Find(in.readUTF(), asker(in.readUTF()));
                case FOUND -> new PlacementMessage.Found(in.readUTF(), summary(in));
                case NOT_OWNER -> new PlacementMessage.NotOwner(in.readUTF());
                default -> throw new NotSerializableException("unknown message about a place: " + manifest);
            };
        } catch (NotSerializableException unknown) {
            throw unknown;
        } catch (IOException | IllegalArgumentException malformed) {
            throw new NotSerializableException("a malformed message about a place (" + manifest + "): " + malformed);
        }
    }

    private ActorRef<PlacementMessage.Answer> asker(String reference) {
        return refs.resolveActorRef(reference);
    }

    private static ConnectionSummary summary(DataInputStream in) throws IOException {
        return new ConnectionSummary(
                in.readUTF(),
                ConnectionSummary.State.valueOf(in.readUTF()),
                in.readLong(),
                in.readLong(),
                in.readInt());
    }
}
