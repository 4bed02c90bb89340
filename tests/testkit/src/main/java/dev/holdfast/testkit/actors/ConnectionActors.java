package dev.holdfast.testkit.actors;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.testkit.Scenario;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class one actor system with a journal in memory, and its tests what they ask for by parameter: a {@link Scenario}
 * whose facts go through a real connection entity (its seed by {@link Seed}, else 1), the {@link ActorTestKit}, or Akka's
 * {@link PersistenceTestKit}.
 *
 * <p>Use: {@code @ExtendWith(ConnectionActors.class)}. The system is shut down after the class.
 */
public final class ConnectionActors implements ParameterResolver {

    private static final ExtensionContext.Namespace MINE = ExtensionContext.Namespace.create(ConnectionActors.class);

    private record ActorSystemOfClass(ActorTestKit kit) implements AutoCloseable {
        @Override
        public void close() {
            kit.shutdownTestKit();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Scenario.class || type == ActorTestKit.class || type == PersistenceTestKit.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ActorTestKit kit = kit(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == ActorTestKit.class) {
            return kit;
        }
        if (type == PersistenceTestKit.class) {
            return PersistenceTestKit.create(kit.system());
        }
        long seed = parameter.findAnnotation(Seed.class).map(Seed::value).orElse(1L);
        String name = context.getUniqueId() + "/" + parameter.getIndex();
        return Scenario.seeded(seed, new EntityFacts(kit, name));
    }

    private static ActorTestKit kit(ExtensionContext context) {
        return ofClass(context)
                .getStore(MINE)
                .computeIfAbsent("kit", _ -> new ActorSystemOfClass(create()), ActorSystemOfClass.class)
                .kit();
    }

    private static ExtensionContext ofClass(ExtensionContext context) {
        return context.getParent()
                .filter(parent -> parent.getTestClass().isPresent())
                .map(ConnectionActors::ofClass)
                .orElse(context);
    }

    private static ActorTestKit create() {
        return ActorTestKit.create(PersistenceTestKitPlugin.getInstance()
                .config()
                .withFallback(EventSourcedBehaviorTestKit.config())
                .withFallback(ConfigFactory.load()));
    }
}
