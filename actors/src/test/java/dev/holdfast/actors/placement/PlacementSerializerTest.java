package dev.holdfast.actors.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import dev.holdfast.actors.connection.ConnectionSummary;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PlacementSerializerTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final PlacementSerializer SERIALIZER =
            new PlacementSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));
    private static final List<PlacementMessage> MESSAGES = List.of(
            new PlacementMessage.Find(
                    "web_10.77.0.1:4_10.77.0.10:80_11",
                    KIT.createTestProbe(PlacementMessage.Answer.class).ref()),
            new PlacementMessage.NotOwner("beta"),
            new PlacementMessage.Found(
                    "alpha", new ConnectionSummary("c", ConnectionSummary.State.OPEN, 1L << 40, 7, 3)));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void everyMessageComesBackAsItWas() throws Exception {
        for (PlacementMessage message : MESSAGES) {
            byte[] bytes = SERIALIZER.toBinary(message);

            assertThat(SERIALIZER.fromBinary(bytes, SERIALIZER.manifest(message)))
                    .isEqualTo(message);
        }
    }

    @Test
    void damagedBytesAreRefusedOrAnotherMessageAndNothingElse() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 10_000; round++) {
            PlacementMessage message = MESSAGES.get(random.nextInt(MESSAGES.size()));
            byte[] bytes = SERIALIZER.toBinary(message);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            try {
                assertThat(SERIALIZER.fromBinary(cut, SERIALIZER.manifest(message)))
                        .isInstanceOf(PlacementMessage.class);
            } catch (NotSerializableException refused) {
                assertThat(refused).hasMessageContaining("malformed");
            }
        }
    }

    @Test
    void anUnknownManifestIsRefused() {
        assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[9], "other"))
                .isInstanceOf(NotSerializableException.class);
    }
}
