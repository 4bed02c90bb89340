package dev.holdfast.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Duration LEASE = Duration.ofMillis(300);

    private final Turns turns = new Turns();

    @Test
    void framesOfOneHostAreOneTurn() {
        seen("alpha", 0, 10, 400);

        assertThat(turns.all()).containsExactly(new Turns.Turn("alpha", 0, 400_000, 3));
        assertThat(turns.overlaps(LEASE)).isEmpty();
    }

    @Test
    void aTakeoverIsNoOverlap() {
        seen("alpha", 0, 10);
        seen("beta", 350, 360);

        assertThat(turns.all()).hasSize(2);
        assertThat(turns.overlaps(LEASE)).isEmpty();
    }

    @Test
    void takingTheAddressBackAfterALeaseIsNoOverlap() {
        seen("alpha", 0);
        seen("beta", 350, 400);
        seen("alpha", 800, 900);

        assertThat(turns.overlaps(LEASE)).isEmpty();
    }

    @Test
    void aDeposedOwnersLateFrameIsAnOverlap() {
        seen("alpha", 0, 10);
        seen("beta", 350);
        seen("alpha", 352);
        seen("beta", 353);

        assertThat(turns.overlaps(LEASE)).hasSize(2).first().satisfies(overlap -> {
            assertThat(overlap.host()).isEqualTo("alpha");
            assertThat(overlap.other()).isEqualTo("beta");
            assertThat(overlap.after()).isEqualTo(Duration.ofMillis(2));
        });
    }

    @Test
    void aLateFrameBehindTwoTakeoversIsFoundToo() {
        seen("alpha", 0);
        seen("beta", 400);
        seen("gamma", 450);
        seen("alpha", 460);

        assertThat(turns.overlaps(LEASE)).extracting(Turns.Overlap::other).containsExactly("gamma", "beta");
    }

    @Test
    void theLastFrameOfAHostIsKnown() {
        seen("alpha", 0, 10);
        seen("beta", 350);

        assertThat(turns.last("alpha")).hasValue(10_000);
        assertThat(turns.last("gamma")).isEmpty();
    }

    private void seen(String host, long... millis) {
        for (long at : millis) {
            turns.add(new Sighting(at * 1000, host));
        }
    }
}
