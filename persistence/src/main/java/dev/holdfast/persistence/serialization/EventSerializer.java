package dev.holdfast.persistence.serialization;

import akka.serialization.SerializerWithStringManifest;
import dev.holdfast.protocol.wire.Payload;

/** What Akka calls to turn our events into bytes and back; bound to the sealed interfaces in {@code reference.conf}. */
public final class EventSerializer extends SerializerWithStringManifest {

    @Override
    public int identifier() {
        return EventCodecs.SERIALIZER_ID;
    }

    @Override
    public String manifest(Object event) {
        return EventCodecs.manifest(event);
    }

    @Override
    public byte[] toBinary(Object event) {
        return EventCodecs.encode(event);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return EventCodecs.decode(manifest, Payload.of(bytes));
    }
}
