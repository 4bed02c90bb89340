package dev.holdfast.interceptors.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.interceptors.ring.RecordLevel;
import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.northside.Ending;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way a connection of a real process can end, judged at the moment its packet arrives ({@code endings.c}). */
class EndingsTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void compile() throws Exception {
        Wrapped.compilePrograms();
    }

    @ParameterizedTest
    @CsvSource({
        "close, FIN, CLOSE",
        "close_unread, RST, CLOSE",
        "linger_zero, RST, CLOSE",
        "shutdown_write, FIN, SHUTDOWN",
        "shutdown_both, FIN, SHUTDOWN",
        "exit, FIN, EXIT",
        "return_of_main, FIN, EXIT",
        "underscore_exit, FIN, EXIT",
        "quick_exit, FIN, EXIT",
        "term_handler_exits, FIN, EXIT",
        "thread_exits_process, FIN, EXIT",
        "last_thread_ends, FIN, EXIT",
        "dup_both_closed, FIN, CLOSE",
        "fcntl_dup_both_closed, FIN, CLOSE",
        "dup2_over_it, FIN, CLOSE",
        "dup3_over_it, FIN, CLOSE",
        "close_by_syscall_function, FIN, CLOSE",
        "close_by_instruction, FIN, KERNEL_WITNESS",
        "exit_group_by_syscall_function, FIN, EXIT",
        "exit_group_by_instruction, FIN, KERNEL_WITNESS",
        "close_range, FIN, CLOSE",
        "closefrom, FIN, CLOSE",
        "fclose, FIN, KERNEL_WITNESS",
        "fork_both_close, FIN, CLOSE",
        "fork_parent_closes_child_exits, FIN, EXIT",
        "syscall_fork_child_closes, FIN, CLOSE",
        "passed_on_and_closed, FIN, CLOSE",
        "exec_closes_it, FIN, CLOSE",
        "exec_keeps_it_until_exit, FIN, EXIT",
        "exec_fails_then_close, FIN, CLOSE",
        "exec_without_environment_then_exit, FIN, EXIT",
    })
    void endingsByTheProgramAreCloses(String way, Ending ending, CloseCause cause) throws Exception {
        assertThat(rulingOn(way, ending)).isEqualTo(new Ruling.Closed(cause));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sigkill",
                "segmentation_fault",
                "abort",
                "term_by_default",
                "dup_left_at_kill",
                "fork_parent_closes_child_killed",
                "syscall_fork_child_killed",
                "instruction_fork_child_killed",
                "fork_child_closes_parent_killed",
                "fork_child_exits_parent_killed",
                "passed_on_and_killed",
                "exec_keeps_it_until_kill",
                "exec_fails_then_kill",
                "kill_in_thread",
            })
    void endingsByDeathAreCrashes(String way) throws Exception {
        assertThat(rulingOn(way, Ending.FIN)).isInstanceOf(Ruling.Crashed.class);
    }

    @Test
    void killingFromOutsideIsACrashAndStaysOne() throws Exception {
        try (Wrapped wrapped = start("wait_for_kill");
                Socket client = Wrapped.connect(wrapped.port())) {
            client.getOutputStream().write('g');
            wrapped.until("the connection", () -> wrapped.judge.processes().connectionCount() == 1);
            // When
            wrapped.server.kill();
            // Then
            assertThat(received(client)).isEqualTo(Ending.FIN);
            wrapped.drain();
            assertThat(wrapped.judge.ruling(Wrapped.tuple(client), Ending.FIN)).isInstanceOf(Ruling.Crashed.class);
            assertThat(wrapped.awaitExit()).isEqualTo(new Exit.Killed(9));
            wrapped.until("its death", () -> wrapped.judge.processes().pids().isEmpty());
            assertThat(wrapped.judge.ruling(Wrapped.tuple(client), Ending.RST))
                    .isEqualTo(new Ruling.Crashed(List.of(wrapped.server.mainPid())));
        }
    }

    @Test
    void theFinOfAHalfCloseIsGenuineButTheResetOfALaterKillIsNot() throws Exception {
        try (Wrapped wrapped = start("half_close_then_kill");
                Socket client = Wrapped.connect(wrapped.port())) {
            // Given
            client.getOutputStream().write('g');
            assertThat(received(client)).isEqualTo(Ending.FIN);
            wrapped.drain();
            assertThat(wrapped.judge.ruling(Wrapped.tuple(client), Ending.FIN))
                    .isEqualTo(new Ruling.Closed(CloseCause.SHUTDOWN));
            // When
            client.getOutputStream().write('k');
            wrapped.awaitExit();
            // Then
            wrapped.drain();
            assertThat(wrapped.judge.ruling(Wrapped.tuple(client), Ending.RST)).isInstanceOf(Ruling.Crashed.class);
        }
    }

    @Test
    void aConnectionInTheBacklogSharesTheFateOfItsListener() throws Exception {
        try (Wrapped wrapped = start("wait_for_kill");
                Socket first = Wrapped.connect(wrapped.port());
                Socket waiting = Wrapped.connect(wrapped.port())) {
            first.getOutputStream().write('g');
            wrapped.until("the connection", () -> wrapped.judge.processes().connectionCount() == 1);
            // When
            wrapped.server.kill();
            // Then
            assertThat(received(waiting)).isEqualTo(Ending.RST);
            wrapped.drain();
            assertThat(wrapped.judge.ruling(Wrapped.tuple(waiting), Ending.RST)).isInstanceOf(Ruling.Crashed.class);
        }
    }

    private Wrapped start(String way) throws IOException {
        return Wrapped.start(
                directory,
                RecordLevel.LIFECYCLE,
                Wrapped.PROGRAMS.resolve("endings").toString(),
                way);
    }

    private Ruling rulingOn(String way, Ending expected) throws Exception {
        try (Wrapped wrapped = start(way);
                Socket client = Wrapped.connect(wrapped.port())) {
            client.getOutputStream().write('g');
            Ending ending = received(client);
            wrapped.drain();
            Ruling ruling = wrapped.judge.ruling(Wrapped.tuple(client), ending);
            assertThat(ending).isEqualTo(expected);
            return ruling;
        }
    }

    private static Ending received(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            return Ending.FIN;
        } catch (java.net.SocketException reset) {
            return Ending.RST;
        }
    }
}
