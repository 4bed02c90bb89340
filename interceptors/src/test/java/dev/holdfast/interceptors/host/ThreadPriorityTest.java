package dev.holdfast.interceptors.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ThreadPriorityTest {

    private static final int NICE_AFTER_NAME = 16;

    @Test
    void onlyTheThreadThatAsksIsPreferredOrNobodyIfItMayNot() throws Exception {
        CompletableFuture<Integer> asked = new CompletableFuture<>();
        int before = nice();
        Thread.ofPlatform().start(() -> asked.complete(niceAfterAsking(before)));

        assertThat(asked.join()).isEqualTo(-10);
        assertThat(nice()).isEqualTo(before);
    }

    private static int niceAfterAsking(int before) {
        int expected = ThreadPriority.preferIfPermitted("this thread") ? -10 : before;
        return nice() == expected ? -10 : nice();
    }

    /** proc_pid_stat(5), field 19. */
    private static int nice() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Integer.parseInt(afterName[NICE_AFTER_NAME]);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
