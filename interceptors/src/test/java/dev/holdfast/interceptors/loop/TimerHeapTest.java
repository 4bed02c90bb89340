package dev.holdfast.interceptors.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerHeapTest {

    @Test
    void givesTimersInOrderWhateverWasRemoved() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            TimerHeap heap = new TimerHeap();
            List<TimerHeap.Timer> kept = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                // deadlines on both sides of the overflow of nanoTime
                var timer = new TimerHeap.Timer(Long.MAX_VALUE - 50 + random.nextInt(100), () -> {});
                heap.add(timer);
                kept.add(timer);
                if (random.nextInt(3) == 0) {
                    heap.remove(kept.remove(random.nextInt(kept.size())));
                }
            }
            kept.sort((one, other) -> Long.signum(one.deadline - other.deadline));
            for (TimerHeap.Timer expected : kept) {
                assertThat(heap.first()).as("seed %d", seed).isSameAs(expected);
                heap.remove(expected);
            }
            assertThat(heap.size()).isZero();
        }
    }
}
