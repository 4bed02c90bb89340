package dev.holdfast.tests.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * What the nodes of a lab say of themselves and of each other at about one instant; to be shown and waited for, not believed.
 *
 * @param statuses by host, in the order of names; a missing node from who did not answer
 */
public record ClusterView(Map<String, JsonNode> statuses) {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long POLL_NANOS = 10_000_000;

    public ClusterView {
        statuses = new TreeMap<>(statuses);
    }

    /** Asks all at once. */
    public static ClusterView of(Lab lab) {
        Map<String, Future<JsonNode>> asked = new TreeMap<>();
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            lab.hosts().forEach(host -> asked.put(host.name(), asking.submit(() -> statusOf(host))));
        }
        Map<String, JsonNode> answers = new TreeMap<>();
        asked.forEach((name, answer) -> answers.put(name, answer.resultNow()));
        return new ClusterView(answers);
    }

    /** The first view that is as {@code wanted}; fails when there is none in time. */
    public static ClusterView await(Lab lab, Predicate<ClusterView> wanted, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        ClusterView view = of(lab);
        while (!wanted.test(view)) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailure(
                        ExitCode.TIMED_OUT,
                        "the hosts did not come together within " + patience.toSeconds() + " s",
                        "they say: " + view.addresses());
            }
            LockSupport.parkNanos(POLL_NANOS);
            view = of(lab);
        }
        return view;
    }

    private static JsonNode statusOf(LabHost host) {
        try {
            return host.state() == LabHost.State.UP ? host.status(PATIENCE) : JsonNodeFactory.instance.missingNode();
        } catch (CommandFailure noAnswer) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /** Who has a service running for the address; of several, as after a partition, the one of the latest epoch. */
    public Optional<String> owner() {
        return statuses.entrySet().stream()
                .filter(entry -> !entry.getValue().path("services").isEmpty())
                .map(Map.Entry::getKey)
                .max(Comparator.comparingLong(
                        host -> address(host).path("epoch").asLong()));
    }

    /** The owner if all its services serve and its lease lives. */
    public Optional<String> serving() {
        return owner().filter(host -> address(host).path("lease_left_ms").asLong(1) > 0)
                .filter(host -> status(host)
                        .path("services")
                        .valueStream()
                        .allMatch(service -> service.path("state").asText().equals("serving")));
    }

    /** One host serves, everyone answers and knows it, and every copy of the journal counts: any one host may die now. */
    public boolean whole() {
        Optional<String> serving = serving();
        return serving.isPresent()
                && statuses.keySet().stream().allMatch(host -> follows(host, serving.get()))
                && replicas().stream()
                        .allMatch(replica -> replica.path("counts").asBoolean(true)
                                && !replica.path("takes_state").asBoolean(false));
    }

    private boolean follows(String host, String owner) {
        return !status(host).isMissingNode()
                && address(host).path("owner").asText(owner).equals(owner)
                && address(host).path("owner_heard").asBoolean(true);
    }

    /** What the owner knows of the other copies of the journal; empty if it says nothing. */
    public List<JsonNode> replicas() {
        List<JsonNode> all = new ArrayList<>();
        owner().ifPresent(name -> address(name).path("replicas").forEach(all::add));
        return all;
    }

    /** All that the host says; a missing node if it did not answer. */
    public JsonNode status(String host) {
        return statuses.getOrDefault(host, JsonNodeFactory.instance.missingNode());
    }

    /** What the host says about its part in the address: role, owner, epoch, lease. */
    public JsonNode address(String host) {
        return status(host).path("addresses").path(0);
    }

    private Map<String, JsonNode> addresses() {
        Map<String, JsonNode> all = new TreeMap<>();
        statuses.forEach((name, status) -> all.put(name, status.path("addresses")));
        return all;
    }
}
