package dev.holdfast.actors.loop;

import akka.actor.setup.Setup;
import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import dev.holdfast.interceptors.loop.EventLoop;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Lets a dispatcher run on the node's event loop ({@code executor = "dev.holdfast.actors.loop.LoopDispatcher"}).
 *
 * <p>The loop comes with the actor system's setup ({@link LoopSetup}), because Akka makes this object by reflection.
 */
public final class LoopDispatcher extends ExecutorServiceConfigurator {

    /** Brings the loop into the actor system. */
    public static final class LoopSetup extends Setup {
        private final EventLoop loop;

        public LoopSetup(EventLoop loop) {
            this.loop = loop;
        }
    }

    private final EventLoop loop;

    public LoopDispatcher(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        this.loop = prerequisites
                .settings()
                .setup()
                .get(LoopSetup.class)
                .orElseThrow(() -> new IllegalStateException("the actor system was made without a LoopSetup"))
                .loop;
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threadFactory) {
        return () -> new OnLoop(loop);
    }

    /** The loop outlives every dispatcher on it: shutting one down stops nothing. */
    private static final class OnLoop extends AbstractExecutorService {
        private final EventLoop loop;
        private volatile boolean shutdown;

        OnLoop(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }
    }
}
